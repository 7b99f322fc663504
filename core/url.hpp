#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/expected.hpp"

namespace portalprobe {

/// The parts of an http or https URL that measuring needs. Parsed by libcurl's parser at the edges
/// (`probe/`), by this strict reader in the configuration: what it accepts, libcurl accepts with the same
/// meaning.
struct Url {
  std::string scheme;  ///< http or https
  std::string host;    ///< lower case, IPv6 without brackets
  std::uint16_t port = 0;
  std::string path;  ///< from the first slash on, query included; at least "/"

  bool tls() const { return scheme == "https"; }
  /// scheme://host:port, IPv6 in brackets.
  std::string origin() const;
  bool operator==(const Url&) const = default;
};

/// Refuses other schemes, credentials, fragments, spaces and control characters, empty hosts and bad ports.
Expected<Url> parse_url(std::string_view text);

/// Whether `host` is an address in text form rather than a name.
bool is_address(std::string_view host);

}  // namespace portalprobe
