#include "probe/self/clock_log.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

class ClockLogging : public testing::Test {
 protected:
  /// As the main thread does: ten times a second, only faster.
  void live(microseconds duration, microseconds step = 1s) {
    for (microseconds lived{0}; lived < duration; lived += step) {
      clock_.advance(step);
      log_.watch();
    }
  }

  support::FakeClock clock_;
  std::optional<bool> synchronised_ = true;
  ClockLog log_{clock_, [this] {
                  ClockReading reading;
                  reading.synchronised = synchronised_;
                  return reading;
                }};
};

TEST_F(ClockLogging, ReadsAtTheStartEveryHourAndAtTheEnd) {
  const WallTime start = clock_.wall();
  log_.take();
  live(2h + 30min);
  synchronised_ = false;
  log_.take();
  ASSERT_EQ(log_.readings().size(), 4U);
  const microseconds want[] = {0h, 1h, 2h, 2h + 30min};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(log_.readings()[i].at - start, want[i]);
    EXPECT_EQ(log_.readings()[i].synchronised, i < 3);
    EXPECT_EQ(log_.readings()[i].stepped, i == 0 ? std::nullopt : std::optional<microseconds>(0us));
  }
}

TEST_F(ClockLogging, ReadsWhenTheClockWasSetAndSaysByHowMuch) {
  log_.take();
  live(10min);
  clock_.set_wall(clock_.wall() - 1h);
  live(10min);
  clock_.set_wall(clock_.wall() + 100ms);
  live(10min);
  clock_.set_wall(clock_.wall() + 99ms);  // too little for a reading of its own: the next one tells
  live(10min);
  clock_.set_wall(clock_.wall() + 500us);  // no step, only two clocks read one after the other
  log_.take();
  ASSERT_EQ(log_.readings().size(), 4U);
  EXPECT_EQ(log_.readings()[1].stepped, -1h);
  EXPECT_EQ(log_.readings()[2].stepped, 100ms);
  EXPECT_EQ(log_.readings()[3].stepped, 99ms + 500us);
  log_.take();
  clock_.set_wall(clock_.wall() - 999us);
  log_.take();
  EXPECT_EQ(log_.readings().back().stepped, 0us);
}

TEST_F(ClockLogging, KeepsTheHoursEvenThoughTheWallClockIsSetToAndFro) {
  log_.take();
  live(30min);
  clock_.set_wall(clock_.wall() + 5h);
  live(59min);
  EXPECT_EQ(log_.readings().size(), 2U);
  live(1min + 1s);
  EXPECT_EQ(log_.readings().size(), 3U);
}

TEST_F(ClockLogging, IsBoundedWhateverIsDoneToTheClock) {
  log_.take();
  for (int i = 0; i < 5000; ++i) {
    clock_.set_wall(clock_.wall() + 1s);
    live(1s);
  }
  EXPECT_EQ(log_.readings().size(), 1000U);
  EXPECT_EQ(log_.readings().back().at, clock_.wall());
}

TEST_F(ClockLogging, StartsWithAReadingAlsoIfNobodyAskedForOne) {
  log_.watch();
  EXPECT_EQ(log_.readings().size(), 1U);
}

}  // namespace
}  // namespace portalprobe
