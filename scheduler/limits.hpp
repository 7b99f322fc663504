#pragma once

#include <cstdint>
#include <deque>

#include "core/clock.hpp"
#include "core/settings.hpp"

namespace portalprobe {

/// What each of so many shards may do, so that all together keep the manners of one: the places at an address
/// are divided. With more shards than places each keeps one, which is more than was asked for.
Limits share_of(Limits limits, std::uint32_t shards);

/// A bounded number of places that remembers since when each is free.
class Places {
 public:
  /// At least one.
  explicit Places(int count);

  bool any_free() const { return !free_since_.empty(); }
  /// Takes the place that is free longest, and tells since when. There must be one.
  SteadyTime take();
  void give_back(SteadyTime now) { free_since_.push_back(now); }

 private:
  std::deque<SteadyTime> free_since_;
};

/// One lane's manners: so many at once, and a pause after each start and each end.
class LaneLimits {
 public:
  bool full(int in_flight_limit) const { return in_flight_ >= in_flight_limit; }
  int in_flight() const { return in_flight_; }
  /// Earliest moment of the next start; long ago at first.
  SteadyTime gap_ends_at() const { return gap_ends_at_; }

  void on_start(SteadyTime now, microseconds gap) {
    ++in_flight_;
    gap_ends_at_ = now + gap;
  }
  void on_end(SteadyTime now, microseconds gap) {
    --in_flight_;
    gap_ends_at_ = now + gap;
  }

 private:
  int in_flight_ = 0;
  SteadyTime gap_ends_at_ = SteadyTime::min();
};

}  // namespace portalprobe
