#include "probe/proxy.hpp"

#include <curl/curl.h>

#include <cstdlib>
#include <memory>

namespace portalprobe {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

}  // namespace

std::optional<ProxyEndpoint> proxy_endpoint(const std::string& url) {
  const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
  if (!parsed) return std::nullopt;
  constexpr unsigned kFlags = CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME;
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), kFlags) != CURLUE_OK) return std::nullopt;
  ProxyEndpoint endpoint;
  endpoint.host = part_of(parsed.get(), CURLUPART_HOST);
  if (endpoint.host.starts_with('[')) endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
  const std::string port = part_of(parsed.get(), CURLUPART_PORT);
  endpoint.scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  endpoint.user = part_of(parsed.get(), CURLUPART_USER, CURLU_URLDECODE);
  endpoint.password = part_of(parsed.get(), CURLUPART_PASSWORD, CURLU_URLDECODE);
  const bool tls = endpoint.scheme == "https";
  constexpr std::uint16_t kCurlsDefault = 1080;
  endpoint.port =
      port.empty() ? (tls ? 443 : kCurlsDefault) : static_cast<std::uint16_t>(std::atoi(port.c_str()));
  if (endpoint.host.empty()) return std::nullopt;
  return endpoint;
}

}  // namespace portalprobe
