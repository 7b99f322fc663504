#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/measurement.hpp"

namespace portalprobe {

/// Targets that are measured beside a sweep's plan, again and again while it lasts: references, controls.
/// They are no part of the plan, wait for nobody's manners and take no place of the plan's; their samples go
/// where the plan's go, and count in none of its figures. One of a series at a time: the next waits for it.
struct SideSeries {
  std::span<const Portal> portals;  ///< outlive the sweep
  std::vector<PlannedMeasurement>
      turns;  ///< one after the other, and again; not empty. Time and round are filled in
  microseconds every = std::chrono::seconds(10);  ///< from one start to the next
  /// From one start to the next while each turn is taken for the first time: a short sweep has them all, too.
  microseconds first_every = std::chrono::milliseconds(250);
  /// What makes the samples' keys: each has a round of its own, also over a resumed sweep's runs and over the
  /// shards of one sweep.
  std::uint32_t first_round = 0;
  std::uint32_t round_step = 1;
  /// Its measurements are the vantage's controls: they tell what a failure of the plan's means, and are taken
  /// at once when one wants to know.
  bool control = false;
  /// Each one's end, before it is stored: completed, with fitness and lateness. Not those that were
  /// cancelled. The measuring thread; may be empty.
  std::function<void(const Measurement&)> on_end;
};

/// The first round that a shard's series may use, with steps of `shard_count`, where `largest_used` is the
/// largest that is stored of any shard.
std::uint32_t next_side_round(std::optional<std::uint32_t> largest_used, std::uint32_t shard_index,
                              std::uint32_t shard_count);

/// When a series' next measurement is due, and which one it is. Knows no clock.
class SideCadence {
 public:
  SideCadence(const SideSeries& series, SteadyTime begin) : series_(&series), due_(begin) {}

  SteadyTime due() const { return due_; }
  /// The next one is due now; but two never start within a second.
  void hurry(SteadyTime now);
  /// Takes the next one, due or not. What lies in the past after a pause is left out, not caught up.
  PlannedMeasurement take(SteadyTime now);

 private:
  const SideSeries* series_;
  SteadyTime due_;
  SteadyTime taken_at_ = SteadyTime::min();
  std::uint32_t taken_ = 0;
};

}  // namespace portalprobe
