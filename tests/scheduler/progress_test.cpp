#include "scheduler/progress.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

const SteadyTime kNow{1000h};

TEST(Progress, CountsWhatHappened) {
  ProgressMeter meter;
  meter.plan(10);
  for (int i = 0; i < 5; ++i) meter.start(kNow);
  meter.finish(kNow, true);
  meter.finish(kNow, false);
  meter.cancel();
  meter.skip();
  const auto progress = meter.read(kNow);
  EXPECT_EQ(progress.planned, 10U);
  EXPECT_EQ(progress.started, 5U);
  EXPECT_EQ(progress.finished, 2U);
  EXPECT_EQ(progress.failures, 1U);
  EXPECT_EQ(progress.cancelled, 1U);
  EXPECT_EQ(progress.skipped, 1U);
  EXPECT_EQ(progress.in_flight, 2U);
}

TEST(Progress, TellsTheRateOfTheLastTenSeconds) {
  ProgressMeter meter;
  meter.start(kNow);
  const auto finish_many = [&](int seconds_from, int seconds_to, int per_second) {
    for (int s = seconds_from; s < seconds_to; ++s) {
      for (int i = 0; i < per_second; ++i) meter.finish(kNow + s * 1s, false);
    }
  };
  EXPECT_EQ(meter.read(kNow).rate, 0);
  finish_many(0, 4, 20);
  EXPECT_DOUBLE_EQ(meter.read(kNow + 4s).rate, 20) << "of four seconds, while there are no ten";
  finish_many(4, 30, 7);
  EXPECT_DOUBLE_EQ(meter.read(kNow + 30s).rate, 7);
  EXPECT_DOUBLE_EQ(meter.read(kNow + 35s).rate, 3.5);
  EXPECT_EQ(meter.read(kNow + 60s).rate, 0);
}

}  // namespace
}  // namespace portalprobe
