#pragma once

#include <atomic>

#include "core/clock.hpp"

namespace portalprobe::support {

/// Stands still until told. Both clocks move together; the wall clock may also be set, as an operator does.
/// Any thread.
class FakeClock : public Clock {
 public:
  /// 2026-11-20T15:00:00Z unless told.
  explicit FakeClock(WallTime wall = WallTime(std::chrono::seconds(1795186800)))
      : wall_(wall.time_since_epoch()) {}

  SteadyTime steady() const override { return SteadyTime(steady_.load()); }
  WallTime wall() const override { return WallTime(wall_.load()); }

  void advance(microseconds duration) {
    steady_ = steady_.load() + duration;
    wall_ = wall_.load() + duration;
  }
  void set_wall(WallTime wall) { wall_ = wall.time_since_epoch(); }

 private:
  /// Not zero: the start of the steady clock is nobody's business.
  std::atomic<microseconds> steady_{std::chrono::hours(1000)};
  std::atomic<microseconds> wall_;
};

}  // namespace portalprobe::support
