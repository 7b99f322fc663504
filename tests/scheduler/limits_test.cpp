#include "scheduler/limits.hpp"

#include <gtest/gtest.h>

#include "scheduler/pacer.hpp"
#include "scheduler/stalls.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

const SteadyTime kNow{1000h};

TEST(Limits, DivideThePlacesAtAnAddressAmongShards) {
  struct {
    int places;
    std::uint32_t shards;
    int want;
  } rows[] = {{4, 1, 4}, {4, 0, 4}, {4, 2, 2},    {4, 3, 1},
              {4, 4, 1}, {4, 9, 1}, {100, 3, 33}, {4, 0xffffffffU, 1}};
  for (const auto& row : rows) {
    Limits limits;
    limits.address_in_flight = row.places;
    Limits expected = limits;
    expected.address_in_flight = row.want;
    EXPECT_EQ(share_of(limits, row.shards), expected) << row.places << " / " << row.shards;
  }
}

TEST(Places, GiveTheOneThatIsFreeLongestAndTellSinceWhen) {
  Places places(2);
  EXPECT_EQ(places.take(), SteadyTime::min());
  EXPECT_EQ(places.take(), SteadyTime::min());
  EXPECT_FALSE(places.any_free());
  places.give_back(kNow);
  places.give_back(kNow + 5ms);
  EXPECT_EQ(places.take(), kNow);
  EXPECT_EQ(places.take(), kNow + 5ms);
  EXPECT_FALSE(places.any_free());
}

TEST(Places, AreAtLeastOne) { EXPECT_TRUE(Places(0).any_free()); }

TEST(LaneLimits, PauseAfterTheLastStartOrEndWhicheverIsLater) {
  LaneLimits lane;
  EXPECT_LT(lane.gap_ends_at(), kNow);
  lane.on_start(kNow, 1s);
  EXPECT_EQ(lane.gap_ends_at(), kNow + 1s);
  EXPECT_TRUE(lane.full(1));
  EXPECT_FALSE(lane.full(2));
  lane.on_start(kNow + 2s, 1s);
  EXPECT_TRUE(lane.full(2));
  lane.on_end(kNow + 10s, 1s);
  EXPECT_EQ(lane.gap_ends_at(), kNow + 11s);
  EXPECT_EQ(lane.in_flight(), 1);
}

TEST(Pacer, StartsTheFirstAtOnce) { EXPECT_LT(Pacer(50).next_start_at(), kNow); }

TEST(Pacer, SpacesStartsEvenly) {
  Pacer pacer(50);
  pacer.on_start(kNow);
  EXPECT_EQ(pacer.next_start_at(), kNow + 20ms);
  pacer.on_start(kNow + 20ms);
  EXPECT_EQ(pacer.next_start_at(), kNow + 40ms);
}

TEST(Pacer, KeepsThePaceWhenStartsComeALittleLate) {
  Pacer pacer(50);
  SteadyTime now = kNow;
  for (int i = 0; i < 1000; ++i) {
    now = std::max(now, pacer.next_start_at()) + 7ms;
    pacer.on_start(now);
  }
  EXPECT_LE(now - kNow, 1000 * 20ms + 10ms);
}

TEST(Pacer, CatchesUpALittleLatenessAndNoMore) {
  struct {
    double pace;
    SteadyTime::duration late;  // after the moment that the pace allowed
    SteadyTime::duration want;  // from the late start to the next
  } rows[] = {
      {50, 0ms, 20ms}, {50, 15ms, 5ms},     {50, 20ms, 20ms}, {50, 10s, 20ms},
      {0.1, 0ms, 10s}, {0.1, 49ms, 9951ms}, {0.1, 50ms, 10s}, {0.1, 1h, 10s},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.pace);
    Pacer pacer(row.pace);
    pacer.on_start(kNow);
    const SteadyTime late = pacer.next_start_at() + row.late;
    pacer.on_start(late);
    EXPECT_EQ(to_microseconds(pacer.next_start_at() - late), row.want);
  }
}

TEST(Pacer, TakesAbsurdPacesForWhatTheyMean) {
  struct {
    double pace;
    SteadyTime::duration want;
  } rows[] = {{0, 0s}, {-1, 0s}, {1e-300, 24h}, {1e12, 0s}, {std::numeric_limits<double>::quiet_NaN(), 0s}};
  for (const auto& row : rows) {
    Pacer pacer(row.pace);
    pacer.on_start(kNow);
    EXPECT_LE(pacer.next_start_at(), kNow + row.want) << row.pace;
    EXPECT_GE(pacer.next_start_at(), kNow + row.want - 50ms) << row.pace;
  }
}

TEST(Stalls, CountOnlyWhatLiesWithinTheSpan) {
  Stalls stalls;
  stalls.begin(kNow + 10s);
  stalls.begin(kNow + 11s);  // nothing new
  stalls.end(kNow + 15s);
  stalls.end(kNow + 99s);  // nothing new
  stalls.begin(kNow + 20s);
  struct {
    SteadyTime::duration from;
    SteadyTime::duration to;
    SteadyTime::duration want;
  } rows[] = {
      {0s, 5s, 0s},   {0s, 12s, 2s},  {0s, 30s, 15s}, {12s, 13s, 1s},
      {15s, 20s, 0s}, {16s, 22s, 2s}, {25s, 30s, 5s},
  };
  for (const auto& row : rows) EXPECT_EQ(stalls.within(kNow + row.from, kNow + row.to), row.want);
}

TEST(Stalls, ForgetTheOldest) {
  Stalls stalls;
  for (int i = 0; i < 10000; ++i) {
    stalls.begin(kNow + i * 2s);
    stalls.end(kNow + i * 2s + 1s);
  }
  EXPECT_EQ(stalls.within(kNow, kNow + 20000s), 4096s);
  EXPECT_EQ(stalls.within(kNow + 19990s, kNow + 20000s), 5s);
}

}  // namespace
}  // namespace portalprobe
