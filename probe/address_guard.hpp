#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/expected.hpp"

namespace portalprobe {

/// An IPv4 or IPv6 address as 16 bytes; IPv4 in its mapped form ::ffff:a.b.c.d.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool operator==(const IpAddress&) const = default;
};

/// Reads an address in text form; brackets and a zone (%eth0) are refused.
std::optional<IpAddress> parse_address(std::string_view text);

/// A range of addresses.
struct Network {
  IpAddress base;
  int prefix = 128;  ///< bits of the 16 bytes
  bool contains(const IpAddress& address) const;
};

/// Reads CIDR form, or a single address.
Expected<Network> parse_network(std::string_view text);

/// Whether the public Internet routes to the address: not loopback, private, link-local, multicast, reserved
/// or made for documents; nor an IPv6 form that carries such an IPv4 address.
bool is_public(const IpAddress& address);

/// Keeps redirects and sub-resources away from networks that are not public.
class AddressGuard {
 public:
  /// `allowed` networks in CIDR form may be reached though they are not public. Throws std::invalid_argument
  /// with a sentence for one that is none.
  explicit AddressGuard(const std::vector<std::string>& allowed = {});

  /// Whether a portal may lead us to `address`. What is no address is refused.
  bool may_follow(std::string_view address) const;
  bool may_follow(const IpAddress& address) const;

 private:
  std::vector<Network> allowed_;
};

}  // namespace portalprobe
