#include "probe/stamp_clock.hpp"

#include <algorithm>
#include <ctime>

namespace portalprobe {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kOldest = std::chrono::minutes(2);
/// A smaller step harms no mark.
constexpr nanoseconds kSmallestStep = std::chrono::microseconds(100);
/// So soon after a step all is read that had arrived before it.
constexpr nanoseconds kLongestUnread = std::chrono::seconds(1);
constexpr nanoseconds kCloseTogether = std::chrono::microseconds(5);
constexpr int kTries = 3;

nanoseconds wall_now() {
  timespec wall{};
  clock_gettime(CLOCK_REALTIME, &wall);
  return std::chrono::seconds(wall.tv_sec) + nanoseconds(wall.tv_nsec);
}

}  // namespace

ClockPair ClockPair::now() {
  ClockPair best;
  best.within = nanoseconds::max();
  for (int i = 0; i < kTries && best.within > kCloseTogether; ++i) {
    const SteadyTime before = std::chrono::steady_clock::now();
    const nanoseconds wall = wall_now();
    const SteadyTime steady = std::chrono::steady_clock::now();
    if (steady - before < best.within) best = {wall, steady, steady - before};
  }
  return best;
}

std::optional<SteadyTime> StampClock::steady_of(nanoseconds stamp, const ClockPair& now) {
  notice_step(now);
  const nanoseconds age = now.wall - stamp;
  if (age < nanoseconds(0) || age > kOldest) return std::nullopt;
  const SteadyTime time = now.steady - age;
  if (time < believed_from_) return std::nullopt;
  return time;
}

void StampClock::notice_step(const ClockPair& now) {
  const nanoseconds lead = now.wall - now.steady.time_since_epoch();
  const nanoseconds step = lead - lead_.value_or(lead);
  if (lead_ && std::chrono::abs(step) <= kSmallestStep + now.within) return;
  // What was stamped before a step backwards seems to be younger by as much.
  if (lead_) believed_from_ = now.steady + std::clamp(-step, nanoseconds(0), kLongestUnread);
  lead_ = lead;
}

}  // namespace portalprobe
