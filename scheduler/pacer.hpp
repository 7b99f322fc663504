#pragma once

#include "core/clock.hpp"

namespace portalprobe {

/// Spaces starts evenly. One that comes late by less than a space (and less than 50 ms) does not move those
/// after it, so the pace is kept; more is never caught up, so there are no bursts.
class Pacer {
 public:
  /// A pace of 0 or less: no bound.
  explicit Pacer(double starts_per_second);

  /// The next start's earliest moment; long ago if nothing was started for a while.
  SteadyTime next_start_at() const { return next_; }
  void on_start(SteadyTime now);
  /// From the next start on, starts are at least so far apart, whatever the pace.
  void keep_apart(SteadyTime::duration space) { least_ = space; }

 private:
  SteadyTime::duration space_{0};
  SteadyTime::duration least_{0};
  SteadyTime next_ = SteadyTime::min();
};

}  // namespace portalprobe
