// Mann-Whitney, Cliff's delta, Hodges-Lehmann and Holm: figures that are known, and what must always hold.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "scoring/cliffs_delta.hpp"
#include "scoring/hodges_lehmann.hpp"
#include "scoring/holm.hpp"
#include "scoring/mann_whitney.hpp"
#include "scoring/rank_sum.hpp"

namespace portalprobe {
namespace {

using Values = std::vector<double>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Ages at which diabetes was found, and the permeability of membranes (Hollander and Wolfe).
const Values kMales = {19, 22, 16, 29, 24};
const Values kFemales = {20, 11, 17, 12};
const Values kAtTerm = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
const Values kEarlier = {1.15, 0.88, 0.90, 0.74, 1.21};

Values random_values(std::mt19937& random, std::size_t count, bool ties) {
  std::lognormal_distribution<double> draw;
  Values values(count);
  for (double& value : values) value = ties ? std::round(2 * draw(random)) : draw(random);
  return values;
}

Values all_differences(const Values& a, const Values& b) {
  Values differences;
  for (const double x : a) {
    for (const double y : b) differences.push_back(x - y);
  }
  std::ranges::sort(differences);
  return differences;
}

TEST(RankSum, CountsOrders) {
  const RankSum orders(2, 3, 6);
  const double counts[] = {1, 2, 4, 6, 8, 9, 10};
  for (std::size_t u = 0; u <= 6; ++u) EXPECT_NEAR(orders.at_most(u), counts[u] / 10, 1e-15) << u;
}

// 10^35 orders: more than a double, and more than 64 bits, can count.
TEST(RankSum, IsSymmetricalAtTheLargestSizesThatFit) {
  ASSERT_TRUE(RankSum::fits(8, 100'000));
  EXPECT_FALSE(RankSum::fits(8, 100'001));
  EXPECT_FALSE(RankSum::fits(9, 50));
  const RankSum wide(100'000, 8, 400'000);
  EXPECT_NEAR(wide.at_most(399'999) + wide.at_most(400'000), 1, 1e-12);
  ASSERT_TRUE(RankSum::fits(49, 49));
  EXPECT_NEAR(RankSum(49, 49, 1200).at_most(1200), 0.5, 1e-12);
}

TEST(MannWhitney, IsExactForSmallSamples) {
  const auto ages = mann_whitney(kMales, kFemales);
  ASSERT_TRUE(ages);
  EXPECT_TRUE(ages->exact);
  EXPECT_EQ(ages->u, 17);
  EXPECT_NEAR(ages->p, 14.0 / 126, 1e-14);
  const auto membranes = mann_whitney(kAtTerm, kEarlier);
  EXPECT_EQ(membranes->u, 35);
  EXPECT_NEAR(membranes->p, 2 * 0.1272, 1e-4);
}

TEST(MannWhitney, TakesTheNormalDistributionForTiesAndForLargeSamples) {
  EXPECT_FALSE(mann_whitney(Values{1, 2, 2}, Values{3, 4, 5})->exact);
  std::mt19937 random(1);
  struct {
    std::size_t m, n;
    bool exact;
  } rows[] = {{49, 49, true}, {50, 9, false}, {9, 50, false},
              {8, 500, true}, {500, 8, true}, {60, 60, false}};
  for (const auto& row : rows) {
    const auto a = random_values(random, row.m, false);
    EXPECT_EQ(mann_whitney(a, random_values(random, row.n, false))->exact, row.exact)
        << row.m << " " << row.n;
  }
}

TEST(MannWhitney, SeesNoDifferenceBetweenSameValues) {
  EXPECT_EQ(mann_whitney(Values{2, 2}, Values{2, 2, 2}), (MannWhitney{3, 1, false}));
  EXPECT_EQ(mann_whitney(Values{1, 4}, Values{2, 3})->p, 1);
}

TEST(MannWhitney, TakesWhatIsSlowerThanAnyLimitForTheLargestRank) {
  const auto found = mann_whitney(Values{1, kInfinity, kInfinity}, Values{2, 3, kInfinity});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->u, 0 + 2.5 + 2.5);
  EXPECT_EQ(mann_whitney(Values{1, 1e9}, Values{2, 3})->p,
            mann_whitney(Values{1, kInfinity}, Values{2, 3})->p);
}

TEST(MannWhitney, DoesNotCareWhichSampleComesFirst) {
  std::mt19937 random(2);
  for (std::size_t round = 0; round < 60; ++round) {
    const auto a = random_values(random, 1 + round % 13, round % 2 == 0);
    const auto b = random_values(random, 1 + round % 9, round % 2 == 0);
    const auto one = mann_whitney(a, b);
    const auto other = mann_whitney(b, a);
    EXPECT_NEAR(one->p, other->p, 1e-14);
    EXPECT_EQ(one->u + other->u, static_cast<double>(a.size() * b.size()));
  }
}

TEST(CliffsDelta, IsTheShareOfPairs) {
  EXPECT_NEAR(cliffs_delta(kMales, kFemales, 0.95)->value, 0.7, 1e-15);
  EXPECT_EQ(cliffs_delta(Values{1, 2}, Values{1, 2}, 0.95)->value, 0);
  EXPECT_EQ(cliffs_delta(Values{kInfinity}, Values{1, kInfinity}, 0.95)->value, 0.5);
}

TEST(CliffsDelta, HasAnIntervalThatHoldsItAndStaysWithinOne) {
  std::mt19937 random(3);
  for (std::size_t round = 0; round < 200; ++round) {
    const auto a = random_values(random, 2 + round % 30, round % 3 == 0);
    const auto b = random_values(random, 2 + round % 7, round % 3 == 0);
    const auto delta = *cliffs_delta(a, b, 0.95);
    ASSERT_TRUE(delta.low && delta.high);
    EXPECT_LE(-1, *delta.low);
    EXPECT_LE(*delta.low, delta.value);
    EXPECT_LE(delta.value, *delta.high);
    EXPECT_LE(*delta.high, 1);
    const auto mirrored = *cliffs_delta(b, a, 0.95);
    EXPECT_NEAR(*mirrored.low, -*delta.high, 1e-12);
    EXPECT_NEAR(*mirrored.high, -*delta.low, 1e-12);
  }
}

// No spread among pairs is no proof that there will be none.
TEST(CliffsDelta, OfSeparateSamplesIsNotCertain) {
  const Values low = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const Values high = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
  const double z2 = 1.959963984540054 * 1.959963984540054;
  const auto above = *cliffs_delta(high, low, 0.95);
  EXPECT_EQ(above.value, 1);
  EXPECT_EQ(above.high, 1);
  EXPECT_NEAR(*above.low, (10 - z2) / (10 + z2), 1e-12);
  EXPECT_NEAR(*cliffs_delta(low, high, 0.95)->high, -(10 - z2) / (10 + z2), 1e-12);
  EXPECT_EQ(cliffs_delta(Values{1}, low, 0.95)->low, std::nullopt);
}

TEST(HodgesLehmann, IsTheMedianOfAllDifferences) {
  std::mt19937 random(4);
  for (std::size_t round = 0; round < 100; ++round) {
    const auto a = random_values(random, 1 + round % 17, round % 2 == 0);
    const auto b = random_values(random, 1 + round % 12, round % 2 == 0);
    const auto all = all_differences(a, b);
    const double median = (all[(all.size() - 1) / 2] + all[all.size() / 2]) / 2;
    EXPECT_EQ(hodges_lehmann(a, b, 0.95)->value, median);
  }
}

// P(U <= 0) is 1/20: with three and three values nothing can be said at 95 %.
TEST(HodgesLehmann, HasAnIntervalOnlyWhereSamplesAreLargeEnough) {
  const Values low = {1, 2, 3};
  const Values high = {4, 5, 6};
  const auto none = hodges_lehmann(low, high, 0.95);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->value, -3);
  EXPECT_EQ(none->low, std::nullopt);
  EXPECT_EQ(none->high, std::nullopt);
  EXPECT_EQ(*hodges_lehmann(low, high, 0.8), (Shift{-3, -5, -1, true}));
}

// R: wilcox.test(x, y, conf.int = TRUE) gives 0.305 and −0.15 to 0.76.
TEST(HodgesLehmann, IsThatOfR) {
  const auto shift = hodges_lehmann(kAtTerm, kEarlier, 0.95);
  ASSERT_TRUE(shift);
  EXPECT_TRUE(shift->exact);
  EXPECT_NEAR(shift->value, 0.305, 1e-12);
  EXPECT_NEAR(*shift->low, -0.15, 1e-12);
  EXPECT_NEAR(*shift->high, 0.76, 1e-12);
}

TEST(HodgesLehmann, NeedsNoListOfAHundredMillionDifferences) {
  Values a(10'000);
  std::iota(a.begin(), a.end(), 0.0);
  Values b = a;
  for (double& value : b) value += 0.5;
  const auto shift = hodges_lehmann(a, b, 0.95);
  ASSERT_TRUE(shift);
  EXPECT_EQ(shift->value, -0.5);
  EXPECT_NEAR(*shift->low + *shift->high, -1, 1e-9);
  EXPECT_LT(*shift->low, -50);
  EXPECT_GT(*shift->low, -150);
}

TEST(HodgesLehmann, RefusesWhatHasNoDifference) {
  EXPECT_FALSE(hodges_lehmann({}, Values{1}, 0.95));
  EXPECT_FALSE(hodges_lehmann(Values{1}, Values{}, 0.95));
  EXPECT_FALSE(hodges_lehmann(Values{1, kInfinity}, Values{1}, 0.95));
  EXPECT_FALSE(hodges_lehmann(Values{1}, Values{std::nan("")}, 0.95));
}

TEST(Holm, StepsDown) {
  struct {
    Values p;
    Values want;
  } rows[] = {
      {{}, {}},
      {{0.04}, {0.04}},
      {{0.01, 0.04, 0.03, 0.005}, {0.03, 0.06, 0.06, 0.02}},
      {{0.5, 0.6, 0.9}, {1, 1, 1}},
      {{0.02, 0.02}, {0.04, 0.04}},
  };
  for (const auto& row : rows) {
    const auto found = holm(row.p);
    ASSERT_EQ(found.size(), row.want.size());
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], row.want[i], 1e-15);
  }
}

TEST(Comparison, OfNothingIsAbsent) {
  EXPECT_EQ(mann_whitney({}, Values{1}), std::nullopt);
  EXPECT_EQ(mann_whitney(Values{1}, {}), std::nullopt);
  EXPECT_EQ(cliffs_delta({}, Values{1}, 0.95), std::nullopt);
}

}  // namespace
}  // namespace portalprobe
