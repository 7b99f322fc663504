#include "scoring/limit_test.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/scoring/made_evaluations.hpp"

namespace portalprobe {
namespace {

constexpr double kAllowed = 0.25;
constexpr double kConfidence = 0.95;

std::vector<CurvePoint> curve_of(const MadeEvaluation& made) {
  return *share_curve(made.nights, made.weights, kConfidence);
}

/// Different evaluations: more and fewer nights, alike and not, with strata, failures and few values.
std::vector<MadeEvaluation> many_evaluations() {
  std::vector<MadeEvaluation> made;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Scene scene;
    scene.nights = 3 + seed % 28;
    scene.per_night = 4 + seed % 9;
    scene.correlation = static_cast<double>(seed % 4) * 0.3;
    scene.uneven = seed % 3 == 1;
    scene.strata = seed % 5 == 2;
    scene.failures = seed % 5 == 3 ? 0.1 : 0;
    made.push_back(Maker(scene, seed).make());
  }
  return made;
}

/// What the class documents, point by point, without leaving any out.
struct Slowly {
  std::vector<CurvePoint> curve;

  double so_few(std::size_t from) const {
    double largest = 0;
    for (std::size_t i = from; i < curve.size(); ++i) {
      const auto& [share, effective] = curve[i].estimate;
      largest = std::max(largest, chance_of_at_most(share * effective, effective, kAllowed));
    }
    return largest;
  }

  double so_many(std::size_t upto) const {
    double largest = 0;
    for (std::size_t i = 0; i <= upto; ++i) {
      const auto& [share, effective] = curve[i].estimate;
      largest = std::max(largest, chance_of_at_least(share * effective, effective, kAllowed));
    }
    return largest;
  }

  Interval interval(std::size_t at) const {
    Interval result{1, 0};
    for (std::size_t i = 0; i < curve.size(); ++i) {
      const auto& [share, effective] = curve[i].estimate;
      const auto here = proportion_interval(share * effective, effective, kConfidence);
      if (i <= at) result.low = std::min(result.low, here.low);
      if (i >= at) result.high = std::max(result.high, here.high);
    }
    return result;
  }
};

TEST(LimitTest, IsTheLargestDoubtOfAllLimitsOnTheFarSide) {
  for (const auto& made : many_evaluations()) {
    const Slowly slowly{curve_of(made)};
    const LimitTest test(slowly.curve, kAllowed, kConfidence);
    for (std::size_t i = 1; i < slowly.curve.size(); ++i) {
      const double limit = slowly.curve[i].threshold;
      const double share = slowly.curve[i].estimate.share;
      if (share > kAllowed) {
        EXPECT_NEAR(test.chance_of_so_many(limit), slowly.so_many(i), 1e-12);
      }
      if (share < kAllowed) {
        EXPECT_NEAR(test.chance_of_so_few(limit), slowly.so_few(i), 1e-12);
      }
    }
  }
}

TEST(LimitTest, HasTheIntervalOfTheShareFromTheSameRule) {
  for (const auto& made : many_evaluations()) {
    const Slowly slowly{curve_of(made)};
    const LimitTest test(slowly.curve, kAllowed, kConfidence);
    for (std::size_t i = 0; i < slowly.curve.size(); i += 23) {
      const auto want = slowly.interval(i);
      const auto found = test.share_interval(slowly.curve[i].threshold);
      EXPECT_NEAR(found.low, want.low, 1e-10);
      EXPECT_NEAR(found.high, want.high, 1e-10);
    }
  }
}

TEST(LimitTest, NeverContradictsItself) {
  for (const auto& made : many_evaluations()) {
    const auto curve = curve_of(made);
    const LimitTest test(curve, kAllowed, kConfidence);
    const double tail = tail_of(kConfidence);
    for (std::size_t i = 0; i < curve.size(); i += 7) {
      for (const double limit : {curve[i].threshold, std::nextafter(curve[i].threshold, 1e9)}) {
        const bool kept = test.high() && limit >= *test.high();
        const bool missed = test.low() && limit < *test.low();
        EXPECT_EQ(kept, test.chance_of_so_few(limit) <= tail);
        EXPECT_EQ(missed, test.chance_of_so_many(limit) < tail);
        const auto interval = test.share_interval(limit);
        EXPECT_EQ(kept, interval.high <= kAllowed);
        EXPECT_EQ(missed, interval.low > kAllowed);
        EXPECT_LE(interval.low, test.share(limit).share);
        EXPECT_GE(interval.high, test.share(limit).share);
      }
    }
  }
}

TEST(LimitTest, HasTheQuantileWithinItsInterval) {
  for (const auto& made : many_evaluations()) {
    const LimitTest test(curve_of(made), kAllowed, kConfidence);
    EXPECT_LE(test.low().value_or(0), test.quantile());
    EXPECT_GE(test.high().value_or(std::numeric_limits<double>::infinity()), test.quantile());
  }
}

// As order statistics of as many measurements as there are nights: the same smallest numbers.
TEST(LimitTest, HasAnUpperEndFromThirteenNightsOnAndALowerOneFromThree) {
  for (std::int64_t nights = 2; nights < 20; ++nights) {
    SCOPED_TRACE(nights);
    MadeEvaluation made{{}, {1}};
    for (std::int64_t night = 0; night < nights; ++night) {
      made.nights.push_back({night, 0, {1.0, 1.0, 1.0, 1.0}});
    }
    const LimitTest test(curve_of(made), kAllowed, kConfidence);
    EXPECT_EQ(test.high().has_value(), nights >= 13);
    EXPECT_EQ(test.low().has_value(), nights >= 3);
  }
}

TEST(ShareCurve, HasOnePointForEachDifferentValue) {
  const std::vector<NightValues> nights = {{1, 0, {2, 1, 2}}, {2, 0, {3, 2}}};
  const auto curve = share_curve(nights, std::vector<double>{1}, kConfidence);
  ASSERT_TRUE(curve);
  ASSERT_EQ(curve->size(), 4U);
  const double thresholds[] = {-std::numeric_limits<double>::infinity(), 1, 2, 3};
  const double shares[] = {1, (2.0 / 3 + 1) / 2, 0.25, 0};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ((*curve)[i].threshold, thresholds[i]);
    EXPECT_NEAR((*curve)[i].estimate.share, shares[i], 1e-12);
  }
}

TEST(ShareCurve, RefusesWhatIsNotANumber) {
  const std::vector<NightValues> nights = {{1, 0, {2, std::nan("")}}, {2, 0, {3, 2}}};
  EXPECT_FALSE(share_curve(nights, std::vector<double>{1}, kConfidence));
}

}  // namespace
}  // namespace portalprobe
