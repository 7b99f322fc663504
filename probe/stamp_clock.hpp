#pragma once

#include <chrono>
#include <optional>

#include "core/clock.hpp"

namespace portalprobe {

/// The wall clock and the steady one, read at one moment.
struct ClockPair {
  std::chrono::nanoseconds wall{0};  ///< since 1970
  SteadyTime steady;
  std::chrono::nanoseconds within{0};  ///< by how much the two readings may lie apart

  /// Reads both; again, if the thread was interrupted between them.
  static ClockPair now();
};

/// Turns the kernel's stamps, which are of the wall clock, into steady time. Whoever sets the wall clock
/// leaves stamps behind that were made by the clock as it was, and are told by the one that it is: those are
/// not believed, nor is what comes from the future or is too old to be true. One thread; it must be asked
/// often enough that what a step left behind is read soon after it.
class StampClock {
 public:
  /// When something was stamped, as far as both clocks can be trusted at `now`.
  std::optional<SteadyTime> steady_of(std::chrono::nanoseconds stamp, const ClockPair& now);

 private:
  void notice_step(const ClockPair& now);

  /// The wall clock's lead over the steady one: both are slewed alike, so it changes only if the wall clock
  /// is set.
  std::optional<std::chrono::nanoseconds> lead_;
  SteadyTime believed_from_ = SteadyTime::min();
};

}  // namespace portalprobe
