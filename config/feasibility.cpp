#include "config/feasibility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/duration.hpp"
#include "core/round.hpp"
#include "core/url.hpp"

namespace portalprobe {
namespace {

/// The lane of portals that has most to do, and so decides how short a window can be. Every round gets as
/// long a slice of the window, so the one that asks for most counts, and that is the first.
struct BusiestLane {
  std::uint64_t measurements = 0;  ///< in the first round
  std::size_t portals = 0;
  std::size_t first = 0;  ///< index of one of its portals
};

BusiestLane busiest_lane(std::span<const Portal> portals, const RoundSettings& settings) {
  const auto lanes = lanes_of(portals);
  std::vector<BusiestLane> loads(portals.size());
  for (std::size_t i = 0; i < portals.size(); ++i) {
    BusiestLane& load = loads[lanes[i]];
    if (load.portals++ == 0) load.first = i;
    load.measurements += measurements_in(portals[i], 1, settings);
  }
  const auto busiest = std::ranges::max_element(loads, {}, &BusiestLane::measurements);
  return busiest == loads.end() ? BusiestLane{} : *busiest;
}

std::uint64_t planned(std::span<const Portal> portals, int rounds, const RoundSettings& settings) {
  std::uint64_t all = 0;
  for (const auto& portal : portals) all += measurements_in(portal, rounds, settings);
  return all;
}

/// From the first of so many starts to the last.
microseconds time_for_starts(std::uint64_t starts, double per_second) {
  if (starts < 2) return microseconds(0);
  return microseconds(
      static_cast<microseconds::rep>(std::ceil(static_cast<double>(starts - 1) * 1e6 / per_second)));
}

/// A lane has one pause between its starts, whatever may be in flight at a time.
microseconds time_for_gaps(std::uint64_t measurements, const Limits& limits) {
  if (measurements < 2) return microseconds(0);
  const double time = static_cast<double>(measurements - 1) * static_cast<double>(limits.host_gap.count());
  return time > 9e18 ? microseconds::max() : microseconds(static_cast<microseconds::rep>(time));
}

/// Rounded up to whole seconds, so that a person can copy it.
std::string window_text(microseconds window) {
  return format_duration(std::chrono::ceil<std::chrono::seconds>(window));
}

std::string name_of(const BusiestLane& lane, std::span<const Portal> portals) {
  const Portal& portal = portals[lane.first];
  const auto url = portal.targets.empty() ? fail("") : parse_url(portal.targets.front().url);
  const std::string host = url ? fmt::format(", host {}", url->host) : "";
  if (lane.portals == 1) return fmt::format("portal '{}'{}", portal.id, host);
  return fmt::format("portal '{}'{} and {} more that share a host with it", portal.id, host,
                     lane.portals - 1);
}

/// What the window has to hold: as many rounds as there are, each like the first.
std::uint64_t rounds_like_the_first(std::uint64_t measurements, int rounds) {
  return measurements * static_cast<std::uint64_t>(std::max(rounds, 0));
}

}  // namespace

microseconds smallest_window(std::span<const Portal> portals, int rounds, const Limits& limits,
                             const RoundSettings& settings) {
  const auto starts = rounds_like_the_first(planned(portals, 1, settings), rounds);
  const auto of_lane = rounds_like_the_first(busiest_lane(portals, settings).measurements, rounds);
  return std::max(time_for_starts(starts, limits.starts_per_second), time_for_gaps(of_lane, limits));
}

std::vector<std::string> infeasible(std::span<const Portal> portals, const Schedule& schedule,
                                    const Limits& limits, const RoundSettings& settings) {
  std::vector<std::string> reasons;
  const std::uint64_t all = planned(portals, schedule.rounds, settings);
  if (all > kMaxPlanned) {
    reasons.push_back(fmt::format(
        "schedule '{}' plans {} measurements, and a sweep holds at most {} (plan fewer rounds, or "
        "split the portals)",
        schedule.id, all, kMaxPlanned));
  }
  if (schedule.window == microseconds(0)) return reasons;
  const std::uint64_t starts = rounds_like_the_first(planned(portals, 1, settings), schedule.rounds);
  const microseconds for_starts = time_for_starts(starts, limits.starts_per_second);
  const BusiestLane lane = busiest_lane(portals, settings);
  const std::uint64_t of_lane = rounds_like_the_first(lane.measurements, schedule.rounds);
  const microseconds for_gaps = time_for_gaps(of_lane, limits);
  const std::string_view each = starts > all ? ", each round as long as the first," : "";
  const std::string smallest = window_text(std::max(for_starts, for_gaps));
  const std::string window = format_duration(schedule.window);
  if (for_starts > schedule.window) {
    reasons.push_back(fmt::format(
        "schedule '{}': a window of {} cannot hold {} starts{} under limits.starts_per_second {} (the "
        "smallest window that can: {})",
        schedule.id, window, starts, each, limits.starts_per_second, smallest));
  }
  if (for_gaps > schedule.window) {
    reasons.push_back(
        fmt::format("schedule '{}': a window of {} cannot hold {} measurements of {}{} with "
                    "limits.per_host.gap {} between them (the "
                    "smallest window that can: {})",
                    schedule.id, window, of_lane, name_of(lane, portals), each,
                    format_duration(limits.host_gap), smallest));
  }
  return reasons;
}

}  // namespace portalprobe
