#include "scoring/proportion.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace portalprobe {
namespace {

TEST(ProportionInterval, HasAClosedFormWhereNoneOrAllSucceed) {
  for (const double trials : {1.0, 13.0, 30.0, 7.5}) {
    SCOPED_TRACE(trials);
    const double end = std::pow(0.025, 1 / trials);
    const auto none = proportion_interval(0, trials, 0.95);
    EXPECT_EQ(none.low, 0);
    EXPECT_NEAR(none.high, 1 - end, 1e-12);
    const auto all = proportion_interval(trials, trials, 0.95);
    EXPECT_NEAR(all.low, end, 1e-12);
    EXPECT_EQ(all.high, 1);
  }
}

TEST(ProportionInterval, EndsWhereSuchACountBecomesTooUnlikely) {
  for (const double trials : {10.0, 60.0, 173.25, 5000.0}) {
    for (const double share : {0.01, 0.2, 0.5, 0.97}) {
      SCOPED_TRACE(testing::Message() << share << " of " << trials);
      const double successes = share * trials;
      const auto interval = proportion_interval(successes, trials, 0.9);
      EXPECT_NEAR(chance_of_at_least(successes, trials, interval.low), 0.05, 1e-10);
      EXPECT_NEAR(chance_of_at_most(successes, trials, interval.high), 0.05, 1e-10);
    }
  }
}

TEST(Chances, AreSumsOfTheBinomialDistribution) {
  const double share = 0.25;
  double sum = 0;
  for (int k = 0; k <= 12; ++k) {
    sum += std::exp(std::lgamma(13) - std::lgamma(k + 1) - std::lgamma(13 - k)) * std::pow(share, k) *
           std::pow(1 - share, 12 - k);
    EXPECT_NEAR(chance_of_at_most(k, 12, share), sum, 1e-12) << k;
    if (k < 12) {
      EXPECT_NEAR(chance_of_at_least(k + 1, 12, share), 1 - sum, 1e-12) << k;
    }
  }
  EXPECT_EQ(chance_of_at_least(0, 12, share), 1);
  EXPECT_EQ(chance_of_at_most(12, 12, share), 1);
}

// What the intervals of nightly shares take for granted: see limit_test.cpp.
TEST(Chances, FallWithMoreMeasurementsOfTheSameShare) {
  const double allowed = 0.25;
  for (int percent = 0; percent <= 100; ++percent) {
    const double share = percent / 100.0;
    double before = 1;
    for (double trials = 1; trials < 5000; trials *= 1.13) {
      const double successes = share * trials;
      const double chance = share <= allowed ? chance_of_at_most(successes, trials, allowed)
                                             : chance_of_at_least(successes, trials, allowed);
      if (share != allowed) {
        EXPECT_LE(chance, before + 1e-12) << share << " of " << trials;
      }
      before = chance;
    }
  }
}

}  // namespace
}  // namespace portalprobe
