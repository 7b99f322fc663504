#include "scoring/mean_interval.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace portalprobe {
namespace {

TEST(MeanInterval, IsStudents) {
  const auto interval = mean_interval(std::vector<double>{0.1, 0.2, 0.3, 0.4}, 0.95);
  ASSERT_TRUE(interval);
  // t(3) is 3.182446305284263, the standard error √(0.05 / 3 / 4).
  const double reach = 3.182446305284263 * 0.0645497224367903;
  EXPECT_NEAR(interval->mean, 0.25, 1e-12);
  EXPECT_NEAR(interval->low, 0.25 - reach, 1e-12);
  EXPECT_NEAR(interval->high, 0.25 + reach, 1e-12);
}

TEST(MeanInterval, StaysAmongShares) {
  const auto interval = mean_interval(std::vector<double>{0, 0, 1}, 0.95);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 0);
  EXPECT_EQ(interval->high, 1);
}

// 30 nights without a single slow answer do not prove that there is none.
TEST(MeanInterval, IsAbsentWhereNothingIsKnownOfTheSpread) {
  EXPECT_EQ(mean_interval({}, 0.95), std::nullopt);
  EXPECT_EQ(mean_interval(std::vector<double>{0.3}, 0.95), std::nullopt);
  EXPECT_EQ(mean_interval(std::vector<double>(30, 0.0), 0.95), std::nullopt);
  EXPECT_EQ(mean_interval(std::vector<double>(30, 1.0), 0.95), std::nullopt);
}

}  // namespace
}  // namespace portalprobe
