#pragma once

#include "core/sweep_record.hpp"

struct timex;

namespace portalprobe {

/// What `adjtimex` answered, in our words: its result and what it filled in. A failed call gives a reading in
/// which everything is absent. `at` and `stepped` are left to the caller.
ClockReading decode_clock_state(int result, const timex& state);

/// Asks the kernel; changes nothing and needs no privilege. Any thread.
ClockReading read_clock_state();

}  // namespace portalprobe
