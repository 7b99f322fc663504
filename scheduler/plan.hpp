#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/measurement.hpp"
#include "core/portal.hpp"
#include "core/round.hpp"
#include "core/sweep_record.hpp"

namespace portalprobe {

/// All that a plan depends on: equal requests give equal plans, on every machine and with every compiler.
struct PlanRequest {
  std::span<const Portal> portals;
  std::span<const IpFamily> families;
  std::optional<PageLoads> page_loads;  ///< absent: pages are not loaded
  int rounds = 1;
  /// 0: everything is due at `start`, in the order in which it would have been spread.
  microseconds window{0};
  microseconds host_gap{0};
  std::uint64_t seed = 0;
  WallTime start;
  /// The sweep's local date: portals that are not valid on it are left out (`valid_from` and `valid_to` are
  /// both inclusive).
  Day day{};
  std::vector<std::string> only;  ///< globs on `portal` or `portal/target`; empty: everything
  Shard shard;
};

/// Spreads `rounds` rounds of every portal over the window: one slice of the window per round, in each slice
/// every lane (portals that share a host) at a place of its own, its measurements as far from each other as
/// the slice allows. A pair's second measurement follows its first after the gap and 2 s. What the first
/// round alone asks for takes no room in the others. `only` and `shard` choose from the whole plan: they
/// change nobody's time, and all shards together are exactly the plan.
///
/// Sorted by time; what is due at the same moment keeps its drawn order.
std::vector<PlannedMeasurement> make_plan(const PlanRequest& request);

/// Whether a portal is in use on that day; on a day that is none (`Day{}`), every portal is.
bool valid_on(const Portal& portal, Day day);

}  // namespace portalprobe
