#pragma once

#include <functional>
#include <vector>

#include "core/sweep_record.hpp"

namespace portalprobe {

/// The clock's state over one run: a reading when asked for, one an hour, and one whenever the clock was set.
/// One thread.
class ClockLog {
 public:
  using Read = std::function<ClockReading()>;

  /// `clock` outlives the log.
  explicit ClockLog(const Clock& clock);
  ClockLog(const Clock& clock, Read read) : clock_(clock), read_(std::move(read)) {}

  /// Takes a reading now: at the start and at the end of the run.
  void take();
  /// Takes one if an hour has passed or the clock was set since the last. Cheap: may be called many times a
  /// second.
  void watch();
  const std::vector<ClockReading>& readings() const { return readings_; }

 private:
  /// The wall clock's lead over the steady one: it changes only if the wall clock is set.
  struct Moment {
    SteadyTime steady;
    WallTime wall;
    microseconds lead{0};
  };
  Moment moment() const;
  void take(const Moment& now);

  const Clock& clock_;
  Read read_;
  std::vector<ClockReading> readings_;
  Moment last_;
};

}  // namespace portalprobe
