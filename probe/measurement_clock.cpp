#include "probe/measurement_clock.hpp"

#include <algorithm>

namespace portalprobe {

void MeasurementClock::begin(SteadyTime now, microseconds timeout) {
  *this = {};
  begun_ = hop_begun_ = now;
  deadline_ = now + timeout;
}

void MeasurementClock::begin_hop(SteadyTime now) {
  hop_begun_ = now;
  hop_paused_ = paused_;
  resolved_.reset();
}

void MeasurementClock::hold(microseconds waited) {
  paused_ += waited;
  deadline_ += waited;
}

microseconds MeasurementClock::leave_out_preparations(SteadyTime first_act) {
  const SteadyTime ready = resolved_.value_or(hop_begun_);
  const microseconds ours = to_microseconds(first_act - ready) - (paused_ - hop_paused_);
  if (ours <= microseconds(0)) return microseconds(0);
  paused_ += ours;
  return ours;
}

std::optional<microseconds> MeasurementClock::resolved() const {
  if (!resolved_) return std::nullopt;
  // What was held lies between the look-up and the connection.
  return to_microseconds(*resolved_ - begun_) - hop_paused_;
}

Timings MeasurementClock::timings_of(const TransferResult& result) const {
  Timings timings;
  timings.resolved = resolved();
  microseconds latest = timings.resolved.value_or(microseconds(0));
  const auto set = [&](std::optional<microseconds>& to, const std::optional<Mark>& mark) {
    if (!mark) return;
    latest = std::max(latest, since_start(mark->best()));
    to = latest;
  };
  set(timings.connected, result.connected);
  set(timings.secured, result.secured);
  set(timings.sent, result.sent);
  set(timings.first_byte, result.first_byte);
  set(timings.done, result.done);
  return timings;
}

}  // namespace portalprobe
