#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/kinds.hpp"
#include "core/portal.hpp"

namespace portalprobe {

/// What is planned as one: a single cold measurement, or a cold and a warm one taken as a pair.
struct RoundUnit {
  std::uint16_t target = 0;  ///< index into the portal's targets
  IpFamily ip_family = IpFamily::ipv4;
  bool pair = false;
  bool operator==(const RoundUnit&) const = default;
};

/// What one round asks of one portal: a page gives one cold measurement, an action a pair; each per address
/// family.
std::vector<RoundUnit> round_units(const Portal& portal, std::span<const IpFamily> families);

/// How many measurements one round asks of one portal.
std::size_t measurements_per_round(const Portal& portal, std::span<const IpFamily> families);

/// Groups portals that must share one host's manners: portals whose targets name a common host are in one
/// lane, and so are all hosts of one portal. Returns each portal's lane; lanes are numbered from 0 in order
/// of their first portal.
std::vector<std::uint32_t> lanes_of(std::span<const Portal> portals);

}  // namespace portalprobe
