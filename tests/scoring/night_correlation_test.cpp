#include "scoring/night_correlation.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/scoring/made_evaluations.hpp"

namespace portalprobe {
namespace {

using Counts = std::vector<NightCount>;

TEST(NightCorrelation, IsOneWhereNightsAreAllOrNothing) {
  const auto found = night_correlation(Counts{{1, 0, 2, 2}, {2, 0, 0, 2}});
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->correlation, 1, 1e-12);
  EXPECT_NEAR(found->design_effect, 2, 1e-12);
}

TEST(NightCorrelation, IsBelowZeroWhereNightsAreMoreAlikeThanByChance) {
  const auto found = night_correlation(Counts{{1, 0, 1, 2}, {2, 0, 1, 2}});
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->correlation, -1, 1e-12);
  EXPECT_NEAR(found->design_effect, 0, 1e-12);
}

// Sizes 1, 2 and 3, by hand: MSB = 1/6, MSW = 7/18, n0 = 11/6.
TEST(NightCorrelation, TakesNightsOfDifferentSizes) {
  const auto found = night_correlation(Counts{{1, 0, 1, 1}, {2, 0, 1, 2}, {3, 0, 1, 3}});
  ASSERT_TRUE(found);
  const double between = (1 * 0.25 + 0 + 3.0 / 36) / 2;
  const double within = (0.5 + 2.0 / 3) / 3;
  const double correlation = (between - within) / (between + (11.0 / 6 - 1) * within);
  EXPECT_NEAR(found->correlation, correlation, 1e-12);
  EXPECT_NEAR(found->design_effect, 1 + (14.0 / 6 - 1) * correlation, 1e-12);
}

TEST(NightCorrelation, IsNotMadeByStrataThatDiffer) {
  Counts counts;
  for (int night = 0; night < 10; ++night) {
    counts.push_back({night, 0, 9, 10});
    counts.push_back({night, 1, 1, 10});
  }
  const auto found = night_correlation(counts);
  ASSERT_TRUE(found);
  EXPECT_LT(found->correlation, 0);
}

TEST(NightCorrelation, IsAbsentWhereNothingCanBeSaid) {
  for (const auto& counts : {Counts{}, Counts{{1, 0, 3, 7}}, Counts{{1, 0, 1, 1}, {2, 0, 0, 1}},
                             Counts{{1, 0, 0, 9}, {2, 0, 0, 9}}, Counts{{1, 0, 9, 9}, {2, 0, 8, 8}}}) {
    EXPECT_EQ(night_correlation(counts), std::nullopt) << counts.size();
  }
}

TEST(NightCorrelation, FindsWhatAnEvaluationWasMadeWith) {
  Scene scene;
  scene.nights = 4000;
  scene.per_night = 12;
  scene.correlation = 0.5;
  const auto made = Maker(scene, 3).make();
  const auto found = night_correlation(count_over(made.nights, 1));
  ASSERT_TRUE(found);
  // 0.5 between logarithms is 0.30 between the two sides of their upper quartile.
  EXPECT_NEAR(found->correlation, 0.30, 0.03);
}

}  // namespace
}  // namespace portalprobe
