#include "core/round.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_map>

#include "core/url.hpp"

namespace portalprobe {
namespace {

/// Sets that only ever grow together; the root of a set is its smallest member.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }

  std::uint32_t root(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace

std::optional<PageLoads> page_loads_of(const ProbeSettings& settings) {
  if (settings.page_engine == PageEngine::none) return std::nullopt;
  const bool is_browser = settings.page_engine == PageEngine::browser;
  if (!is_browser) return PageLoads{EngineKind::network, settings.profile};
  return PageLoads{EngineKind::browser, settings.profile, settings.speed_index};
}

std::size_t visits_at_once(const ProbeSettings& settings, unsigned processors) {
  return std::max(1U, processors / static_cast<unsigned>(std::max(settings.cores_per_visit, 1)));
}

std::vector<RoundUnit> round_units(const Portal& portal, const RoundSettings& settings) {
  std::vector<RoundUnit> units;
  units.reserve(2 * portal.targets.size() * settings.families.size());
  for (std::size_t i = 0; i < portal.targets.size(); ++i) {
    const auto target = static_cast<std::uint16_t>(i);
    if (portal.targets[i].kind == TargetKind::system) {
      if (settings.families.empty()) continue;
      units.push_back({target, settings.families.front(), false, EngineKind::http, Profile::none, true});
      continue;
    }
    const bool pair = portal.targets[i].kind == TargetKind::action;
    for (const IpFamily family : settings.families) {
      units.push_back({target, family, pair});
      if (pair || !settings.page_loads) continue;
      const PageLoads& loads = *settings.page_loads;
      units.push_back({target, family, false, loads.engine, loads.profile});
      if (loads.speed_index == SpeedIndexVisits::off) continue;
      units.push_back({target, family, false, EngineKind::film, loads.profile,
                       loads.speed_index == SpeedIndexVisits::first_round});
    }
  }
  return units;
}

std::size_t measurements_per_round(const Portal& portal, const RoundSettings& settings) {
  std::size_t count = 0;
  for (const auto& unit : round_units(portal, settings)) {
    if (!unit.first_round_only) count += unit.pair ? 2 : 1;
  }
  return count;
}

std::uint64_t measurements_in(const Portal& portal, int rounds, const RoundSettings& settings) {
  if (rounds <= 0) return 0;
  const auto units = round_units(portal, settings);
  const auto once = std::ranges::count(units, true, &RoundUnit::first_round_only);
  return measurements_per_round(portal, settings) * static_cast<std::uint64_t>(rounds) +
         static_cast<std::uint64_t>(once);
}

std::vector<std::uint32_t> lanes_of(std::span<const Portal> portals) {
  DisjointSets sets(portals.size());
  std::unordered_map<std::string, std::uint32_t> first_with_host;
  for (std::uint32_t i = 0; i < portals.size(); ++i) {
    for (const auto& target : portals[i].targets) {
      const auto url = parse_url(target.url);
      if (!url) continue;
      const auto [it, added] = first_with_host.emplace(url->host, i);
      if (!added) sets.join(i, it->second);
    }
  }
  std::vector<std::uint32_t> lanes(portals.size());
  std::unordered_map<std::uint32_t, std::uint32_t> number;
  for (std::uint32_t i = 0; i < portals.size(); ++i) {
    const auto next = static_cast<std::uint32_t>(number.size());
    lanes[i] = number.emplace(sets.root(i), next).first->second;
  }
  return lanes;
}

}  // namespace portalprobe
