#pragma once

#include <deque>

#include "core/clock.hpp"

namespace portalprobe {

/// When we ourselves kept everything from starting, because finished measurements could not be stored fast
/// enough.
class Stalls {
 public:
  /// Both may be called again and again: only changes count.
  void begin(SteadyTime now);
  void end(SteadyTime now);

  /// How much of that time was stalled, up to now. Of stalls long past (thousands ago) nothing is known any
  /// more.
  SteadyTime::duration within(SteadyTime from, SteadyTime to) const;

 private:
  static constexpr std::size_t kRemembered = 4096;

  struct Stall {
    SteadyTime begin;
    SteadyTime end = SteadyTime::max();  ///< max: still going on
  };
  std::deque<Stall> stalls_;
};

}  // namespace portalprobe
