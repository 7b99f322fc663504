#include "core/url.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace portalprobe {
namespace {

bool is_plain(char c) { return c > 0x20 && c < 0x7f; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > 65535)
    return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

tl::unexpected<Error> refuse(std::string_view url, std::string_view why) {
  return fail(fmt::format("URL '{}' {}", url, why));
}

}  // namespace

bool is_address(std::string_view host) {
  const std::string text(host);
  unsigned char buffer[16];
  return inet_pton(AF_INET, text.c_str(), buffer) == 1 || inet_pton(AF_INET6, text.c_str(), buffer) == 1;
}

std::string Url::origin() const {
  const bool v6 = host.find(':') != std::string::npos;
  return v6 ? fmt::format("{}://[{}]:{}", scheme, host, port) : fmt::format("{}://{}:{}", scheme, host, port);
}

Expected<Url> parse_url(std::string_view text) {
  Url url;
  std::string_view rest = text;
  if (!std::ranges::all_of(text, is_plain)) {
    return refuse(
        text,
        "has spaces, control characters or letters outside ASCII (percent-encode them; a host name in "
        "punycode, as in xn--...)");
  }
  const auto colon = rest.find("://");
  if (colon == std::string_view::npos)
    return refuse(text, "has no scheme (right would be https://HOST/PATH)");
  url.scheme = std::string(rest.substr(0, colon));
  std::ranges::transform(url.scheme, url.scheme.begin(), lower);
  if (url.scheme != "http" && url.scheme != "https") return refuse(text, "is neither http nor https");
  rest.remove_prefix(colon + 3);

  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  rest.remove_prefix(authority.size());
  if (rest.find('#') != std::string_view::npos)
    return refuse(text, "has a fragment (leave out '#' and what follows)");
  if (authority.find('@') != std::string_view::npos) {
    return refuse(text, "has credentials (use a header with ${env:NAME} instead)");
  }

  std::string_view host = authority;
  std::string_view port;
  bool has_port = false;
  if (host.starts_with('[')) {
    const auto close = host.find(']');
    if (close == std::string_view::npos) return refuse(text, "opens '[' and does not close it");
    const auto after = host.substr(close + 1);
    if (!after.empty() && after.front() != ':') return refuse(text, "has text between ']' and the path");
    has_port = !after.empty();
    if (has_port) port = after.substr(1);
    host = host.substr(1, close - 1);
    if (!is_address(host) || host.find(':') == std::string_view::npos)
      return refuse(text, "has no IPv6 address in '[]'");
  } else if (const auto at = host.find(':'); at != std::string_view::npos) {
    has_port = true;
    port = host.substr(at + 1);
    host = host.substr(0, at);
  }
  url.host = std::string(host);
  std::ranges::transform(url.host, url.host.begin(), lower);
  if (url.host.empty()) return refuse(text, "has no host");
  if (url.host.size() > 253) return refuse(text, "has a host name of more than 253 characters");
  if (url.host.find(':') == std::string::npos && !std::ranges::all_of(url.host, is_host_character)) {
    return refuse(text, "has a host name with characters that no host name has");
  }
  url.port = url.tls() ? 443 : 80;
  if (has_port) {
    const auto number = read_port(port);
    if (!number) return refuse(text, "has a port that is not a number from 1 to 65535");
    url.port = *number;
  }
  url.path = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
  return url;
}

}  // namespace portalprobe
