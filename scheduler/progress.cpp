#include "scheduler/progress.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

constexpr std::uint64_t kCountBits = 32;

std::uint64_t second_of(SteadyTime now) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
}

}  // namespace

void ProgressMeter::start(SteadyTime now) {
  if (started_ == 0) first_second_ = second_of(now);
  ++started_;
  ++in_flight_;
}

void ProgressMeter::cancel() {
  --in_flight_;
  ++cancelled_;
}

void ProgressMeter::finish(SteadyTime now, bool failed) {
  --in_flight_;
  ++finished_;
  if (failed) ++failures_;
  const std::uint64_t second = second_of(now);
  auto& slot = by_second_[second % by_second_.size()];
  const std::uint64_t seen = slot.load(std::memory_order_relaxed);
  const std::uint64_t count = seen >> kCountBits == second ? (seen & 0xffffffffU) + 1 : 1;
  slot.store(second << kCountBits | count, std::memory_order_relaxed);
}

SweepProgress ProgressMeter::read(SteadyTime now) const {
  SweepProgress progress;
  // Ends are read before starts, so that never more seem to have ended than were started.
  progress.finished = finished_;
  progress.cancelled = cancelled_;
  progress.failures = failures_;
  progress.skipped = skipped_;
  progress.started = started_;
  progress.planned = planned_;
  progress.in_flight = in_flight_;
  const std::uint64_t this_second = second_of(now);
  std::uint64_t finished = 0;
  for (const auto& slot : by_second_) {
    const std::uint64_t seen = slot.load(std::memory_order_relaxed);
    const std::uint64_t second = seen >> kCountBits;
    if (second < this_second && second + kSeconds >= this_second) finished += seen & 0xffffffffU;
  }
  const std::uint64_t whole_seconds = this_second - std::min(this_second, first_second_.load());
  const std::uint64_t counted = std::clamp<std::uint64_t>(whole_seconds, 1, kSeconds);
  progress.rate = static_cast<double>(finished) / static_cast<double>(counted);
  return progress;
}

}  // namespace portalprobe
