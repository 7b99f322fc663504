#include "probe/address_guard.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

constexpr int kMappedBits = 96;

/// All that IPv6 routes publicly: the global unicast space, and the prefix under which translators show IPv4.
constexpr std::string_view kPublicV6[] = {"2000::/3", "64:ff9b::/96"};

/// What IANA's registries of special purposes take out of it, and out of IPv4; 192.88.99.0/24 was 6to4's
/// relay anycast, and is gone.
constexpr std::string_view kNotPublic[] = {
    "0.0.0.0/8",        // this network
    "10.0.0.0/8",       // private
    "100.64.0.0/10",    // carriers' shared space
    "127.0.0.0/8",      // loopback
    "169.254.0.0/16",   // link-local: 169.254.169.254 tells a cloud machine's secrets
    "172.16.0.0/12",    // private
    "192.0.0.0/24",     // protocol assignments
    "192.0.2.0/24",     // documentation
    "192.88.99.0/24",   // 6to4 relays
    "192.168.0.0/16",   // private
    "198.18.0.0/15",    // benchmarking
    "198.51.100.0/24",  // documentation
    "203.0.113.0/24",   // documentation
    "224.0.0.0/4",      // multicast
    "240.0.0.0/4",      // reserved, broadcast
    "2001:2::/48",      // benchmarking
    "2001:10::/28",     // ORCHID
    "2001:20::/28",     // ORCHIDv2
    "2001:db8::/32",    // documentation
    "3fff::/20",        // documentation
};

/// An IPv6 form that carries an IPv4 address, which packets may end at.
struct Carrier {
  std::string_view network;
  std::size_t at;     ///< first byte of the IPv4 address
  std::uint8_t flip;  ///< Teredo writes it with all bits flipped
};
constexpr Carrier kCarriers[] = {
    {"64:ff9b::/96", 12, 0},  // NAT64
    {"2002::/16", 2, 0},      // 6to4
    {"2001::/32", 12, 0xff},  // Teredo's client
    {"2001::/32", 4, 0},      // Teredo's server
};

template <std::size_t N>
std::vector<Network> read_all(const std::string_view (&texts)[N]) {
  std::vector<Network> networks;
  for (const auto text : texts) networks.push_back(*parse_network(text));
  return networks;
}

bool is_v4(const IpAddress& address) {
  static const auto mapped = *parse_network("::ffff:0:0/96");
  return mapped.contains(address);
}

IpAddress carried(const IpAddress& address, const Carrier& carrier) {
  IpAddress v4;
  v4.bytes[10] = v4.bytes[11] = 0xff;
  for (std::size_t i = 0; i < 4; ++i) v4.bytes[12 + i] = address.bytes[carrier.at + i] ^ carrier.flip;
  return v4;
}

bool is_listed(const std::vector<Network>& networks, const IpAddress& address) {
  return std::ranges::any_of(networks, [&](const Network& n) { return n.contains(address); });
}

}  // namespace

std::optional<IpAddress> parse_address(std::string_view text) {
  const std::string terminated(text);
  if (terminated.size() != text.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
  IpAddress address;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + 12) != 1) return std::nullopt;
  std::fill_n(address.bytes.begin(), 10, std::uint8_t{0});
  address.bytes[10] = address.bytes[11] = 0xff;
  return address;
}

bool Network::contains(const IpAddress& address) const {
  const auto whole = static_cast<std::size_t>(prefix) / 8;
  if (!std::equal(base.bytes.begin(), base.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.bytes.begin())) {
    return false;
  }
  const int rest = prefix % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xffU << static_cast<unsigned>(8 - rest));
  return (base.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

Expected<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  const bool v4 = address && text.find(':') == std::string_view::npos;
  const int width = v4 ? 32 : 128;
  const auto bits = slash == std::string_view::npos ? std::optional(width)
                                                    : ascii::read_number<int>(text.substr(slash + 1));
  if (!address || !bits || *bits > width) {
    return fail(fmt::format("'{}' is no network (right would be 10.0.0.0/8, 192.0.2.7 or fd00::/8)", text));
  }
  return Network{*address, v4 ? kMappedBits + *bits : *bits};
}

bool is_public(const IpAddress& address) {
  static const auto not_public = read_all(kNotPublic);
  static const auto public_v6 = read_all(kPublicV6);
  if (is_listed(not_public, address)) return false;
  if (is_v4(address)) return true;
  if (!is_listed(public_v6, address)) return false;
  return std::ranges::all_of(kCarriers, [&](const Carrier& carrier) {
    return !parse_network(carrier.network)->contains(address) || is_public(carried(address, carrier));
  });
}

AddressGuard::AddressGuard(const std::vector<std::string>& allowed) {
  for (const auto& text : allowed) {
    auto parsed = parse_network(text);
    if (!parsed) throw std::invalid_argument(parsed.error().message);
    allowed_.push_back(*parsed);
  }
}

bool AddressGuard::may_follow(std::string_view address) const {
  const auto parsed = parse_address(address);
  return parsed && may_follow(*parsed);
}

bool AddressGuard::may_follow(const IpAddress& address) const {
  return is_public(address) || is_listed(allowed_, address);
}

}  // namespace portalprobe
