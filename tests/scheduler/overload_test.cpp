#include "scheduler/overload.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

/// A machine that can do so many measurements a second, each 50 ms long: what comes faster is late.
class Machine {
 public:
  explicit Machine(double most_per_second) : least_(std::chrono::duration_cast<Step>(1s / most_per_second)) {}
  using Step = SteadyTime::duration;

  /// Starts as fast as it may, but not faster than `wanted` a second, for so long; returns how many.
  int run(Overload& overload, double wanted, Step time) {
    const Step space = std::chrono::duration_cast<Step>(1s / wanted);
    int starts = 0;
    for (const SteadyTime end = now_ + time; now_ < end; ++starts) {
      overload.on_start(now_);
      busy_until_ = std::max(busy_until_, now_) + least_;
      flights_.push_back({now_ + 50ms, to_microseconds(busy_until_ - now_ - least_)});
      now_ += std::max(space, overload.space());
      while (!flights_.empty() && flights_.front().ends <= now_) {
        overload.on_end(flights_.front().late > 2ms, flights_.front().ends - 50ms, now_);
        flights_.pop_front();
      }
    }
    return starts;
  }

 private:
  struct Flight {
    SteadyTime ends;
    microseconds late;
  };
  Step least_;
  SteadyTime now_{1h};
  SteadyTime busy_until_{};
  std::deque<Flight> flights_;
};

TEST(Overload, LeavesAMachineAloneThatKeepsUp) {
  Overload overload;
  EXPECT_EQ(Machine(500).run(overload, 400, 10s), 4000);
  EXPECT_EQ(overload.widest(), SteadyTime::duration(0));
}

TEST(Overload, SlowsDownToWhatTheMachineCanDo) {
  for (const double most : {20.0, 100.0, 700.0}) {
    SCOPED_TRACE(most);
    Overload overload;
    Machine machine(most);
    machine.run(overload, 10 * most, 60s);
    const int starts = machine.run(overload, 10 * most, 20s);
    EXPECT_LT(starts, most * 20 * 1.1);
    EXPECT_GT(starts, most * 20 * 0.3) << "it gives up more than it must";
  }
}

TEST(Overload, SpeedsUpAgainWhenTheWorkIsLess) {
  Overload overload;
  Machine machine(100);
  machine.run(overload, 1000, 10s);
  ASSERT_GT(overload.space(), SteadyTime::duration(0));
  machine.run(overload, 50, 60s);
  EXPECT_LT(overload.space(), 20ms) << "50 a second are possible again";
}

TEST(Overload, IsNotMovedByANeighbourThatStrainsSomeNowAndThen) {
  Overload overload;
  SteadyTime now{1h};
  for (int i = 0; i < 2000; ++i, now += 20ms) {
    overload.on_start(now);
    overload.on_end(i % 8 == 0, now, now);
  }
  EXPECT_EQ(overload.widest(), SteadyTime::duration(0));
}

TEST(Overload, NeverStopsAndKnowsNothingOfTheUnknown) {
  Overload overload;
  SteadyTime now{1h};
  for (int i = 0; i < 1000; ++i, now += 10ms) {
    overload.on_start(now);
    overload.on_end(std::nullopt, now, now);
  }
  EXPECT_EQ(overload.space(), SteadyTime::duration(0));
  for (int i = 0; i < 10000; ++i, now += 10ms) {
    overload.on_start(now);
    overload.on_end(true, now, now);
  }
  EXPECT_EQ(overload.space(), SteadyTime::duration(1s));
}

}  // namespace
}  // namespace portalprobe
