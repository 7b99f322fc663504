#include "report/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace portalprobe {
namespace {

using Values = std::vector<microseconds>;

Values values(std::initializer_list<int> counts) {
  Values result;
  for (const int count : counts) result.emplace_back(count);
  return result;
}

TEST(Quantile, IsTheSmallestValueThatTheShareDoesNotExceed) {
  struct {
    Values values;
    double q;
    int want;
  } rows[] = {
      {values({5}), 0.75, 5},          {values({1, 2}), 0.5, 1},          {values({1, 2}), 0.75, 2},
      {values({1, 2, 3}), 0.75, 3},    {values({1, 2, 3, 4}), 0.75, 3},   {values({1, 2, 3, 4, 5}), 0.75, 4},
      {values({4, 1, 3, 2}), 0.75, 3}, {values({1, 2, 3, 4}), 0, 1},      {values({1, 2, 3, 4}), 1, 4},
      {values({1, 2, 3, 4}), 0.25, 1}, {values({1, 2, 3, 4}), 0.2501, 2}, {values({7, 7, 7, 9}), 0.75, 7},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << row.values.size() << " values at " << row.q);
    EXPECT_EQ(quantile(row.values, row.q), microseconds(row.want));
  }
}

// 0.07 * 100 is a little more than 7 in binary.
TEST(Quantile, IsNotPushedOneRankUpByRounding) {
  Values hundred;
  for (int i = 1; i <= 100; ++i) hundred.emplace_back(i);
  for (int percent = 1; percent <= 100; ++percent) {
    EXPECT_EQ(quantile(hundred, percent / 100.0), microseconds(percent)) << percent;
  }
}

TEST(Quantile, AgreesWithItsDefinitionOnRandomValues) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Values some;
    const auto count = std::uniform_int_distribution(1, 40)(random);
    for (int i = 0; i < count; ++i) some.emplace_back(std::uniform_int_distribution(0, 15)(random));
    const auto covered = [&some](microseconds limit) {
      return std::ranges::count_if(some, [limit](microseconds v) { return v <= limit; });
    };
    const auto found = *quantile(some, 0.75);
    EXPECT_GE(4 * covered(found), 3 * count);
    EXPECT_LT(4 * covered(found - microseconds(1)), 3 * count);
    EXPECT_NE(std::ranges::find(some, found), some.end());
  }
}

TEST(Median, IsTheMiddleOrBetweenTheMiddleTwo) {
  EXPECT_EQ(median(values({3, 1, 2})), microseconds(2));
  EXPECT_EQ(median(values({4, 1, 3, 2})), microseconds(2));
  EXPECT_EQ(median(values({10, 20})), microseconds(15));
  EXPECT_EQ(median(values({9})), microseconds(9));
}

TEST(Statistics, OfNothingAreAbsent) {
  EXPECT_EQ(quantile({}, 0.5), std::nullopt);
  EXPECT_EQ(median({}), std::nullopt);
  EXPECT_EQ(spread({}), std::nullopt);
}

TEST(Spread, GivesAllFiguresOfOneSet) {
  const auto found = spread(values({8, 1, 7, 2, 6, 3, 5, 4}));
  ASSERT_TRUE(found);
  EXPECT_EQ(*found,
            (Spread{8, microseconds(1), microseconds(2), microseconds(4), microseconds(6), microseconds(8)}));
  EXPECT_EQ(found->interquartile_range(), microseconds(4));
}

}  // namespace
}  // namespace portalprobe
