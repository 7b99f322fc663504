#include "probe/self/host_state.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "tests/support/temp_dir.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

TEST(HostDelays, AreWhatTheCountersGrewBy) {
  const HostReading before{1'500'400ns, 10ms, 40ms};
  const HostReading after{1'503'300ns, 10ms, 60ms};
  EXPECT_EQ(delays_between(before, after), (HostDelays{2us, 0us, 20ms}));
  EXPECT_EQ(delays_between(before, before), (HostDelays{0us, 0us, 0us}));
  EXPECT_EQ(delays_between(after, before), (HostDelays{{}, 0us, {}}));  // ran backwards
  EXPECT_EQ(delays_between({}, after), HostDelays{});
  EXPECT_EQ(delays_between(before, {1'600'000ns, {}, {}}), (HostDelays{99us, {}, {}}));
}

TEST(ReadingPeriod, KeepsTheCostSmallAndTheFigureFresh) {
  const struct {
    std::chrono::nanoseconds cost;
    microseconds want;
  } rows[] = {
      {0ns, 1ms},     {500ns, 1ms}, {501ns, 1002us}, {7500ns, 15ms},
      {499us, 998ms}, {500us, 1s},  {2ms, 1s},       {std::chrono::nanoseconds::max(), 1s},
  };
  for (const auto& row : rows) EXPECT_EQ(reading_period(row.cost), row.want) << row.cost.count();
}

class Watch : public testing::Test {
 protected:
  HostFiles files() const { return {dir_ / "schedstat", dir_ / "stat", {dir_ / "own", dir_ / "above"}}; }
  void write_all() {
    dir_.write("schedstat", "10 2000 3\n");
    dir_.write("stat", "cpu  1 2 3 4 5 6 7 8 9 10\n");
    dir_.write("own", "nr_throttled 1\nthrottled_usec 30\n");
    dir_.write("above", "nr_throttled 1\nthrottled_usec 4\n");
  }
  /// As late as that the dear ones are read again, whatever they cost.
  HostReading read() { return watch_.read(now_ += 2s); }

  support::TempDir dir_;
  SteadyTime now_{1h};
  HostWatch watch_{files()};
};

TEST_F(Watch, ReadsTheSameFilesAgainAndAgain) {
  write_all();
  EXPECT_EQ(read(), (HostReading{2000ns, 34us, 80ms}));
  dir_.write("schedstat", "10 2500 4\n");
  dir_.write("stat", "cpu  1 2 3 4 5 6 7 9 9 10\n");
  dir_.write("above", "nr_throttled 1\nthrottled_usec 5\n");
  EXPECT_EQ(read(), (HostReading{2500ns, 35us, 90ms}));
  EXPECT_EQ(watch_.run_delay(), 2500ns);
}

TEST_F(Watch, ReadsWhatIsDearOnlyWhenItsPeriodHasPassed) {
  write_all();
  read();
  write_all();
  dir_.write("schedstat", "10 2500 4\n");
  dir_.write("stat", "cpu  1 2 3 4 5 6 7 9 9 10\n");
  EXPECT_EQ(watch_.read(now_ + 999us), (HostReading{2500ns, 34us, 80ms}));
  EXPECT_EQ(watch_.read(now_ + 1s), (HostReading{2500ns, 34us, 90ms}));
}

TEST_F(Watch, KnowsNothingWithoutFiles) {
  EXPECT_EQ(read(), HostReading{});
  write_all();  // too late: they are looked for once
  EXPECT_EQ(read(), HostReading{});
}

TEST_F(Watch, KnowsNothingOfAFileThatTurnsIntoGarbage) {
  write_all();
  read();
  for (const auto* garbage : {"", "x", "\xff\xfe", "cpu", "9 9", "throttled_usec"}) {
    for (const auto* name : {"schedstat", "stat", "above"}) dir_.write(name, garbage);
    EXPECT_EQ(read(), HostReading{}) << garbage;
  }
  dir_.write("schedstat", std::string(100'000, '9'));
  dir_.write("stat", std::string(100'000, '9'));
  EXPECT_EQ(read(), HostReading{});
  write_all();
  EXPECT_EQ(read(), (HostReading{2000ns, 34us, 80ms}));
}

TEST_F(Watch, LeavesOutAGroupThatDoesNotCountThrottling) {
  write_all();
  dir_.write("above", "usage_usec 10\n");
  EXPECT_EQ(read().throttled, 30us);
}

TEST_F(Watch, DoesNotHangOnAFolder) {
  write_all();
  std::filesystem::remove(dir_ / "stat");
  std::filesystem::create_directory(dir_ / "stat");
  EXPECT_EQ(read(), (HostReading{2000ns, 34us, {}}));
}

TEST(HostWatchHere, CountsForTheThreadThatReads) {
  // Each has waited a time of its own; that neither's counter ever runs backwards is all that is sure.
  const auto look = [] {
    HostWatch watch;
    const auto first = watch.read(std::chrono::steady_clock::now());
    const auto second = watch.read(std::chrono::steady_clock::now());
    EXPECT_EQ(first.run_delay.has_value(), std::filesystem::exists("/proc/thread-self/schedstat"));
    if (first.run_delay) {
      EXPECT_TRUE(delays_between(first, second).run_delay);
    }
    EXPECT_EQ(first.stolen.has_value(), std::filesystem::exists("/proc/stat"));
  };
  look();
  std::thread(look).join();
}

TEST(HostWatchHere, IsUnknownOnceItsThreadHasEnded) {
  HostWatch watch;
  std::thread([&] { watch.run_delay(); }).join();
  EXPECT_FALSE(watch.run_delay());
}

TEST(DelayMeter, AddsUpTheStretchesThatCount) {
  DelayMeter meter;
  EXPECT_EQ(meter.total({}), (HostDelays{0us, 0us, 0us}));
  meter.resume({1us, 10us, 100us});
  EXPECT_EQ(meter.total({3us, 10us, 100us}), (HostDelays{2us, 0us, 0us}));
  meter.pause({4us, 11us, 100us});
  meter.pause({9us, 19us, 109us});
  EXPECT_EQ(meter.total({500us, 500us, 500us}), (HostDelays{3us, 1us, 0us}));
  meter.resume({600us, 600us, 600us});
  meter.resume({605us, 605us, 605us});  // goes on
  EXPECT_EQ(meter.total({610us, 620us, 630us}), (HostDelays{13us, 21us, 30us}));
  meter.reset();
  EXPECT_EQ(meter.total({610us, 620us, 630us}), (HostDelays{0us, 0us, 0us}));
}

TEST(DelayMeter, DoesNotKnowTheSumWhereAPartIsUnknown) {
  DelayMeter meter;
  meter.resume({1us, {}, 100us});
  meter.pause({2us, 5us, 100us});
  meter.resume({2us, 5us, 100us});
  EXPECT_EQ(meter.total({3us, 6us, {}}), (HostDelays{2us, {}, {}}));
}

}  // namespace
}  // namespace portalprobe
