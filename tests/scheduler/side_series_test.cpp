#include "scheduler/side_series.hpp"

#include <gtest/gtest.h>

#include <set>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kBegin{std::chrono::hours(1)};

SideSeries series_of(std::size_t turns) {
  SideSeries series;
  for (std::size_t i = 0; i < turns; ++i) {
    PlannedMeasurement turn;
    turn.target = static_cast<std::uint16_t>(i);
    series.turns.push_back(turn);
  }
  series.every = 10s;
  series.first_every = 250ms;
  return series;
}

TEST(SideCadence, TakesEachTurnSoonAndThenInItsRhythm) {
  const SideSeries series = series_of(3);
  SideCadence cadence(series, kBegin);
  const struct {
    microseconds due;
    std::uint16_t target;
  } rows[] = {{0ms, 0}, {250ms, 1}, {500ms, 2}, {10500ms, 0}, {20500ms, 1}, {30500ms, 2}};
  std::uint32_t round = 0;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.due.count());
    EXPECT_EQ(to_microseconds(cadence.due() - kBegin), row.due);
    const auto turn = cadence.take(cadence.due() + 3ms);  // a little late: the rhythm stays
    EXPECT_EQ(turn.target, row.target);
    EXPECT_EQ(turn.round, round++);
  }
}

TEST(SideCadence, CatchesNothingUpAfterAPause) {
  const SideSeries series = series_of(1);
  SideCadence cadence(series, kBegin);
  cadence.take(kBegin + 65s);
  EXPECT_EQ(cadence.due(), kBegin + 65s);
  cadence.take(kBegin + 65s);
  EXPECT_EQ(cadence.due(), kBegin + 75s);
}

TEST(SideRounds, NeverMeetOverRunsAndShards) {
  const struct {
    std::optional<std::uint32_t> used;
    std::uint32_t index, count, want;
  } rows[] = {{{}, 0, 1, 0}, {0, 0, 1, 1}, {41, 0, 1, 42}, {{}, 2, 3, 2},
              {0, 2, 3, 5},  {5, 0, 3, 6}, {7, 1, 3, 10}};
  for (const auto& row : rows) {
    EXPECT_EQ(next_side_round(row.used, row.index, row.count), row.want);
    EXPECT_TRUE(!row.used || row.want > *row.used);
    EXPECT_EQ(row.want % row.count, row.index);
  }
}

}  // namespace
}  // namespace portalprobe
