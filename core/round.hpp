#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/kinds.hpp"
#include "core/portal.hpp"
#include "core/settings.hpp"

namespace portalprobe {

/// What loads pages, besides their documents being measured.
struct PageLoads {
  EngineKind engine = EngineKind::network;
  Profile profile = Profile::desktop;
  SpeedIndexVisits speed_index = SpeedIndexVisits::off;
  bool operator==(const PageLoads&) const = default;
};
/// Absent where the settings ask for none. `automatic` counts as `network` as long as nobody has decided.
std::optional<PageLoads> page_loads_of(const ProbeSettings& settings);

/// How many visits a browser makes at a time on a machine with so many processors: at least one.
std::size_t visits_at_once(const ProbeSettings& settings, unsigned processors);

/// What decides how often each target is measured in a round.
struct RoundSettings {
  std::span<const IpFamily> families;
  std::optional<PageLoads> page_loads;  ///< absent: pages are not loaded

  explicit RoundSettings(const ProbeSettings& settings)
      : families(settings.ip_families), page_loads(page_loads_of(settings)) {}
  explicit RoundSettings(std::span<const IpFamily> all, std::optional<PageLoads> loads = std::nullopt)
      : families(all), page_loads(loads) {}
};

/// What is planned as one: a single cold measurement, or a cold and a warm one taken as a pair.
struct RoundUnit {
  std::uint16_t target = 0;  ///< index into the portal's targets
  IpFamily ip_family = IpFamily::ipv4;
  bool pair = false;
  EngineKind engine = EngineKind::http;
  Profile profile = Profile::none;
  bool first_round_only = false;
  bool operator==(const RoundUnit&) const = default;
};

/// What the first round asks of one portal: a page gives one cold measurement of its document and, if pages
/// are loaded, one load (and one more that is filmed, where Speed Index is wanted; in the first round alone
/// if so set); an action a pair; each per address family. Other systems of the body give one measurement of
/// their document, by the first family; later rounds leave them out.
std::vector<RoundUnit> round_units(const Portal& portal, const RoundSettings& settings);

/// How many measurements each round asks of one portal.
std::size_t measurements_per_round(const Portal& portal, const RoundSettings& settings);
/// How many all rounds ask of it together: the first one asks for more.
std::uint64_t measurements_in(const Portal& portal, int rounds, const RoundSettings& settings);

/// Groups portals that must share one host's manners: portals whose targets name a common host are in one
/// lane, and so are all hosts of one portal, its systems' included. Returns each portal's lane; lanes are
/// numbered from 0 in order of their first portal.
std::vector<std::uint32_t> lanes_of(std::span<const Portal> portals);

}  // namespace portalprobe
