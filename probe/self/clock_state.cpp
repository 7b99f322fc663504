#include "probe/self/clock_state.hpp"

#include <sys/timex.h>

namespace portalprobe {
namespace {

/// The kernel counts errors in microseconds, whatever the offset's unit is.
std::optional<microseconds> error_of(long value) {
  if (value < 0) return std::nullopt;
  return microseconds(value);
}

/// In nanoseconds since whoever disciplines the clock asked for them.
microseconds offset_of(const timex& state) {
  const long long value = state.offset;
  return microseconds((state.status & STA_NANO) != 0 ? value / 1000 : value);
}

}  // namespace

ClockReading decode_clock_state(int result, const timex& state) {
  ClockReading reading;
  if (result < 0) return reading;
  reading.synchronised = result != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  reading.offset = offset_of(state);
  reading.estimated_error = error_of(state.esterror);
  reading.max_error = error_of(state.maxerror);
  return reading;
}

ClockReading read_clock_state() {
  timex state{};
  const int result = adjtimex(&state);
  return decode_clock_state(result, state);
}

}  // namespace portalprobe
