#pragma once

#include <optional>

#include "core/clock.hpp"
#include "core/timings.hpp"
#include "probe/transfer.hpp"

namespace portalprobe {

/// The clock of one measurement: where its marks are counted from, and what counts in none of them (waiting
/// for a place at an address, our own preparations). Only arithmetic: who calls reads the time.
class MeasurementClock {
 public:
  /// Marks count from `now`; `timeout` later is the deadline.
  void begin(SteadyTime now, microseconds timeout);
  /// A hop begins: the first with the measurement, each later one at `now`.
  void begin_hop(SteadyTime now);
  void note_resolved(SteadyTime time) { resolved_ = time; }
  /// Waiting that was nobody's fault: it moves the deadline too.
  void hold(microseconds waited);
  /// Takes what lies between the addresses being there and the first packet (`first_act`) out of all later
  /// marks: handles, options, a turn of the loop take microseconds, or milliseconds on a machine that is
  /// busy, and are ours alone. Returns how long that was, beyond what was held.
  microseconds leave_out_preparations(SteadyTime first_act);

  SteadyTime begun() const { return begun_; }
  /// Marks count from there.
  SteadyTime zero() const { return begun_ + paused_; }
  SteadyTime hop_begun() const { return hop_begun_; }
  SteadyTime deadline() const { return deadline_; }
  bool looked_up() const { return resolved_.has_value(); }
  microseconds since_start(SteadyTime time) const { return to_microseconds(time - begun_) - paused_; }
  /// When this hop began, and when its look-up ended, since the start.
  microseconds hop_start() const { return to_microseconds(hop_begun_ - begun_) - hop_paused_; }
  std::optional<microseconds> resolved() const;
  /// The marks of this hop's transfer. Each is at least the one before it: the kernel's stamps and our own
  /// readings come from two clocks.
  Timings timings_of(const TransferResult& result) const;

 private:
  SteadyTime begun_;
  SteadyTime deadline_;
  microseconds paused_{0};  ///< since `begun_`: part of no mark
  SteadyTime hop_begun_;
  microseconds hop_paused_{0};  ///< `paused_` as it was when the hop began
  std::optional<SteadyTime> resolved_;
};

}  // namespace portalprobe
