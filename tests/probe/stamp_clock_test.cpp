#include "probe/stamp_clock.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// Both clocks of a machine, whose wall clock is set at times.
class StampClocks : public testing::Test {
 protected:
  ClockPair now() const { return {now_ + lead_, SteadyTime(now_), within_}; }
  void advance(nanoseconds time) { now_ += time; }
  void set_by(nanoseconds step) { lead_ += step; }
  /// What the kernel writes on a packet that arrives now.
  nanoseconds stamp() const { return now_ + lead_; }
  SteadyTime steady() const { return SteadyTime(now_); }
  std::optional<SteadyTime> steady_of(nanoseconds stamp) { return clock_.steady_of(stamp, now()); }

  nanoseconds now_ = 1000h;
  nanoseconds lead_ = 500'000h;
  nanoseconds within_{0};
  StampClock clock_;
};

TEST_F(StampClocks, AStampsAgeIsTakenFromTheSteadyClock) {
  const auto stamped = stamp();
  const auto when = steady();
  for (const auto later : {0ms, 3ms, 1000ms}) {
    advance(later);
    EXPECT_EQ(steady_of(stamped), when);
  }
}

TEST_F(StampClocks, WhatIsTooOldOrOfTheFutureIsNotBelieved) {
  EXPECT_EQ(steady_of(stamp() + 1ns), std::nullopt);
  EXPECT_EQ(steady_of(stamp() - 3min), std::nullopt);
  EXPECT_EQ(steady_of(stamp() - 1min), steady() - 1min);
}

TEST_F(StampClocks, AStampOfTheClockAsItWasIsNotBelieved) {
  for (const nanoseconds step : {nanoseconds(1ms), nanoseconds(50ms), nanoseconds(1s), nanoseconds(1h),
                                 nanoseconds(-1ms), nanoseconds(-50ms), nanoseconds(-1s), nanoseconds(-1h)}) {
    SCOPED_TRACE(step.count());
    EXPECT_TRUE(steady_of(stamp()));
    const auto first = stamp();
    const auto second = stamp();
    advance(70ms);
    set_by(step);
    EXPECT_EQ(steady_of(first), std::nullopt);
    advance(1ms);
    EXPECT_EQ(steady_of(second), std::nullopt) << "another socket's, read a little later";
    advance(5min);
  }
}

TEST_F(StampClocks, WhatIsStampedAfterAStepIsBelieved) {
  for (const nanoseconds step : {nanoseconds(1h), nanoseconds(50ms), nanoseconds(-50ms), nanoseconds(-1h)}) {
    SCOPED_TRACE(step.count());
    EXPECT_TRUE(steady_of(stamp()));
    set_by(step);
    steady_of(stamp());  // the step is noticed
    // After a step backwards, until the time has come again that was shown before: a second at most.
    advance(step < 0ns ? std::min<nanoseconds>(-step, 1s) : 1us);
    const auto stamped = stamp();
    const auto when = steady();
    advance(2ms);
    EXPECT_EQ(steady_of(stamped), when);
  }
}

TEST_F(StampClocks, AnInterruptionBetweenTheTwoClocksIsNoStep) {
  EXPECT_TRUE(steady_of(stamp()));
  const auto stamped = stamp();
  advance(1ms);
  within_ = 10ms;
  lead_ -= 9ms;  // the steady clock was read so much later
  advance(9ms);
  EXPECT_TRUE(steady_of(stamped));
  lead_ += 9ms;
  within_ = 0ms;
  EXPECT_EQ(steady_of(stamped), SteadyTime(1000h));
}

TEST(ClockPairs, AreReadTogether) {
  StampClock clock;
  const ClockPair pair = ClockPair::now();
  EXPECT_LE(pair.steady, std::chrono::steady_clock::now());
  EXPECT_GE(pair.within, 0ns);
  EXPECT_EQ(clock.steady_of(pair.wall, pair), pair.steady);
}

}  // namespace
}  // namespace portalprobe
