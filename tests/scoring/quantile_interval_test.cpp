#include "scoring/quantile_interval.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "scoring/proportion.hpp"

namespace portalprobe {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Rank = std::optional<std::size_t>;

TEST(QuantileRanks, AreThoseOfTheTables) {
  struct {
    std::size_t count;
    double q;
    double confidence;
    Rank low;
    Rank high;
    double coverage;
  } rows[] = {
      {5, 0.5, 0.95, {}, {}, 1},
      {6, 0.5, 0.95, 1, 6, 1 - 2.0 / 64},
      {10, 0.5, 0.95, 2, 9, 1 - 22.0 / 1024},
      {12, 0.75, 0.95, 6, {}, 0.9857},
      {13, 0.75, 0.95, 7, 13, 0.95195},
      {2, 0.75, 0.5, 1, {}, 0.9375},
      {0, 0.75, 0.95, {}, {}, 1},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << row.count << " at " << row.q);
    const auto ranks = quantile_ranks(row.count, row.q, row.confidence);
    EXPECT_EQ(ranks.low, row.low);
    EXPECT_EQ(ranks.high, row.high);
    EXPECT_NEAR(ranks.coverage, row.coverage, 1e-4);
  }
}

TEST(QuantileRanks, CoverWhatWasAskedAndAreAsTightAsTheyCanBe) {
  for (std::size_t count = 1; count <= 150; ++count) {
    for (const double q : {0.1, 0.5, 0.75, 0.9}) {
      SCOPED_TRACE(testing::Message() << count << " at " << q);
      const auto n = static_cast<double>(count);
      const auto ranks = quantile_ranks(count, q, 0.95);
      EXPECT_GE(ranks.coverage, 0.95);
      const auto low = static_cast<double>(ranks.low.value_or(0));
      EXPECT_GT(chance_of_at_most(low, n, q), tail_of(0.95));
      const auto high = static_cast<double>(ranks.high.value_or(count + 1));
      EXPECT_GT(chance_of_at_least(high - 1, n, q), tail_of(0.95));
    }
  }
}

TEST(QuantileInterval, IsOpenWhereItsEndIsSlowerThanAnyLimit) {
  std::vector<double> values(13);
  std::iota(values.begin(), values.end(), 1);
  EXPECT_EQ(quantile_interval(values, 0.75, 0.95)->high, 13);
  values[4] = kInfinity;
  const auto open = *quantile_interval(values, 0.75, 0.95);
  EXPECT_EQ(open.high, kInfinity);
  EXPECT_EQ(open.value, 11);
  EXPECT_EQ(open.low, 8);
}

TEST(QuantileInterval, OfNothingIsAbsent) { EXPECT_EQ(quantile_interval({}, 0.75, 0.95), std::nullopt); }

// The promise itself, on a distribution that is anything but normal.
TEST(QuantileInterval, HoldsTheTrueQuantileAsOftenAsItSays) {
  std::mt19937 random(11);
  std::exponential_distribution<double> draw;
  const double truth = std::log(4);
  int held = 0;
  constexpr int kRuns = 4000;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> values(40);
    for (double& value : values) value = draw(random);
    const auto interval = *quantile_interval(values, 0.75, 0.95);
    held += *interval.low <= truth && truth <= *interval.high ? 1 : 0;
  }
  const double coverage = quantile_ranks(40, 0.75, 0.95).coverage;
  const double room = 4 * std::sqrt(kRuns * coverage * (1 - coverage));
  EXPECT_NEAR(held, kRuns * coverage, room);
}

TEST(SmallestSample, IsTheFirstThatHasTheEnd) {
  struct {
    double q;
    double confidence;
    std::size_t upper;
    std::size_t lower;
  } rows[] = {
      {0.75, 0.95, 13, 3}, {0.5, 0.95, 6, 6},   {0.9, 0.95, 36, 2},
      {0.95, 0.95, 72, 2}, {0.75, 0.99, 19, 4}, {0.75, 0.9, 11, 3},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << row.q << " at " << row.confidence);
    EXPECT_EQ(smallest_sample_for_upper_end(row.q, row.confidence), row.upper);
    EXPECT_EQ(smallest_sample_for_lower_end(row.q, row.confidence), row.lower);
  }
}

TEST(SmallestSample, AgreesWithTheRanks) {
  for (int percent = 1; percent < 100; ++percent) {
    for (const double confidence : {0.5, 0.8, 0.95, 0.999}) {
      const double q = percent / 100.0;
      SCOPED_TRACE(testing::Message() << q << " at " << confidence);
      const auto count = smallest_sample_for_upper_end(q, confidence);
      EXPECT_TRUE(quantile_ranks(count, q, confidence).high);
      if (count > 1) {
        EXPECT_FALSE(quantile_ranks(count - 1, q, confidence).high);
      }
    }
  }
}

}  // namespace
}  // namespace portalprobe
