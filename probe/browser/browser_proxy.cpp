#include "probe/browser/browser_proxy.hpp"

#include <fmt/format.h>

#include "probe/proxy.hpp"

namespace portalprobe {
namespace {

/// libcurl's schemes with a final letter have the proxy look names up, as browsers always do.
std::string scheme_of(const std::string& scheme) {
  if (scheme == "socks5h") return "socks5";
  if (scheme == "socks4a") return "socks4";
  return scheme;
}

}  // namespace

Expected<BrowserProxy> browser_proxy(const std::string& url) {
  if (url.empty()) return BrowserProxy{};
  const auto endpoint = proxy_endpoint(url);
  if (!endpoint) return fail("the proxy's URL cannot be read");
  const std::string scheme = scheme_of(endpoint->scheme);
  if (scheme.starts_with("socks") && !(endpoint->user.empty() && endpoint->password.empty()))
    return fail("browsers know no passwords for SOCKS proxies");
  const bool is_ipv6 = endpoint->host.find(':') != std::string::npos;
  const std::string host = is_ipv6 ? "[" + endpoint->host + "]" : endpoint->host;
  const std::string server = fmt::format("{}://{}:{}", scheme, host, endpoint->port);
  // The list for what has none of its own, which is ws and wss, begins with `socks=`; nobody listens there.
  constexpr const char* kNobody = "socks5://127.0.0.1:9";
  return BrowserProxy{fmt::format("http={0};https={0};socks={1}", server, kNobody), endpoint->host,
                      endpoint->user, endpoint->password};
}

}  // namespace portalprobe
