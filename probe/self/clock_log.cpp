#include "probe/self/clock_log.hpp"

#include <cstdlib>
#include <utility>

#include "probe/self/clock_state.hpp"

namespace portalprobe {
namespace {

constexpr std::chrono::hours kPeriod{1};
/// Two clocks are read one after the other: less than this tells of us, not of them.
constexpr std::chrono::milliseconds kNoise{1};
/// What is worth a reading of its own.
constexpr std::chrono::milliseconds kStep{100};
/// A clock that is set all the time fills no memory.
constexpr std::size_t kMostReadings = 1000;
constexpr int kTries = 3;

}  // namespace

ClockLog::ClockLog(const Clock& clock) : ClockLog(clock, read_clock_state) {}

/// Of a few tries the one that was least disturbed.
ClockLog::Moment ClockLog::moment() const {
  Moment best;
  SteadyTime::duration least = SteadyTime::duration::max();
  for (int i = 0; i < kTries; ++i) {
    const SteadyTime before = clock_.steady();
    const WallTime wall = clock_.wall();
    const SteadyTime after = clock_.steady();
    if (after - before >= least) continue;
    least = after - before;
    const SteadyTime middle = before + least / 2;
    best = {middle, wall, wall.time_since_epoch() - to_microseconds(middle.time_since_epoch())};
  }
  return best;
}

void ClockLog::take() { take(moment()); }

void ClockLog::watch() {
  const Moment now = moment();
  const bool due = readings_.empty() || now.steady - last_.steady >= kPeriod;
  const bool set = !readings_.empty() && std::chrono::abs(now.lead - last_.lead) >= kStep;
  if (due || set) take(now);
}

void ClockLog::take(const Moment& now) {
  ClockReading reading = read_();
  reading.at = now.wall;
  if (!readings_.empty()) {
    const microseconds step = now.lead - last_.lead;
    reading.stepped = std::chrono::abs(step) < kNoise ? microseconds(0) : step;
  }
  last_ = now;
  if (readings_.size() == kMostReadings) readings_.pop_back();  // the first and the newest tell most
  readings_.push_back(reading);
}

}  // namespace portalprobe
