#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/settings.hpp"
#include "core/url.hpp"

namespace portalprobe {

/// Where a request to an origin really connects.
struct Route {
  std::string host;  ///< name or address, IPv6 without brackets
  std::uint16_t port = 0;
  /// By a `--connect-to` rule that names this host, or where to connect: the operator's own word, whatever
  /// the address.
  bool mapped = false;
  bool named = false;  ///< by a rule that names this very host
  bool operator==(const Route&) const = default;
};

/// The first rule that fits decides, as with curl's option.
Route route_of(const Url& url, std::span<const ConnectTo> rules);

/// libcurl's CURLOPT_CONNECT_TO for a route, empty where it leads to the URL's own host and port.
std::string connect_to_option(const Url& url, const Route& route);

/// libcurl's CURLOPT_RESOLVE: this host and port have these addresses.
std::string resolve_option(const std::string& host, std::uint16_t port,
                           std::span<const std::string> addresses);

}  // namespace portalprobe
