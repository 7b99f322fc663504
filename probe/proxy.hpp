#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace portalprobe {

/// Where a proxy's URL leads.
struct ProxyEndpoint {
  std::string host;  ///< name or address, IPv6 without brackets
  std::uint16_t port = 0;
  std::string scheme = {};  ///< http, https, socks4, socks4a, socks5, socks5h; lower case
  std::string user = {};    ///< decoded
  std::string password = {};
};

/// Reads http, https and socks URLs as libcurl does; nothing for what it would not take.
std::optional<ProxyEndpoint> proxy_endpoint(const std::string& url);

}  // namespace portalprobe
