#include "scoring/nightly_share.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <vector>

#include "scoring/distributions.hpp"

namespace portalprobe {
namespace {

using Counts = std::vector<NightCount>;
using Weights = std::vector<double>;
using Over = std::vector<std::size_t>;

constexpr double kTight = 1e-12;

NightlyShare made(const Counts& layout, const Weights& weights = {1}) {
  auto share = NightlyShare::make(layout, weights, 0.95);
  EXPECT_TRUE(share) << (share ? "" : share.error().message);
  return *share;
}

Counts nights_of(std::initializer_list<std::size_t> sizes) {
  Counts counts;
  for (const std::size_t size : sizes) counts.push_back({std::ssize(counts), 0, 0, size});
  return counts;
}

double t_ratio(double samples, double degrees) {
  const double ratio = student_quantile(0.975, samples - 1) / student_quantile(0.975, degrees);
  return ratio * ratio;
}

TEST(NightlyShare, CountsEveryNightAlike) {
  const auto estimate = made(nights_of({2, 8, 4})).estimate(Over{1, 0, 1});
  EXPECT_NEAR(estimate.share, 0.25, kTight);
  // s² / k with s² = 1/16.
  EXPECT_NEAR(estimate.effective, 0.1875 / (1.0 / 16 / 3) * t_ratio(14, 2), 1e-9);
}

TEST(NightlyShare, IsNoSurerThanIndependentMeasurementsWouldBe) {
  const auto even = made(nights_of({4, 4, 4}));
  EXPECT_NEAR(even.estimate(Over{1, 1, 1}).effective, 12, kTight);
  const auto uneven = made(nights_of({2, 4, 8}));
  EXPECT_NEAR(uneven.estimate(Over{1, 2, 4}).effective, 9 / 0.875, 1e-9);
}

// No spread between nights is no proof that measurements of one night are independent.
TEST(NightlyShare, TakesEachNightForOneMeasurementWhereAllAreOnOneSide) {
  const auto share = made(nights_of({20, 20, 20, 20}));
  EXPECT_EQ(share.estimate(Over{0, 0, 0, 0}), (ShareEstimate{0, 4}));
  EXPECT_EQ(share.estimate(Over{20, 20, 20, 20}), (ShareEstimate{1, 4}));
}

TEST(NightlyShare, WeighsStrata) {
  const Counts layout = {{1, 0, 0, 10}, {1, 1, 0, 10}, {2, 0, 0, 10}, {2, 1, 0, 10}};
  const auto estimate = made(layout, {3, 1}).estimate(Over{1, 8, 3, 4});
  EXPECT_NEAR(estimate.share, 0.75 * 0.2 + 0.25 * 0.6, kTight);
}

// Strata that rise and fall together in each night say less than strata that differ by chance.
TEST(NightlyShare, KnowsThatStrataOfOneNightAreAlike) {
  const Counts layout = {{1, 0, 0, 10}, {1, 1, 0, 10}, {2, 0, 0, 10}, {2, 1, 0, 10},
                         {3, 0, 0, 10}, {3, 1, 0, 10}, {4, 0, 0, 10}, {4, 1, 0, 10}};
  const auto share = made(layout, {1, 1});
  EXPECT_NEAR(share.nights(), 4, kTight);
  const auto together = share.estimate(Over{1, 1, 3, 3, 5, 5, 7, 7});
  const auto opposite = share.estimate(Over{1, 7, 3, 5, 5, 3, 7, 1});
  EXPECT_NEAR(together.share, opposite.share, kTight);
  // As one stratum whose nights have these shares.
  EXPECT_NEAR(together.effective, 0.24 / (1.0 / 15 / 4) * t_ratio(80, 2), 1e-9);
  EXPECT_GT(opposite.effective, 3 * together.effective);
}

TEST(NightlyShare, AddsUpTheVariancesOfStrataThatShareNoNight) {
  const Counts layout = {{1, 0, 0, 10}, {2, 0, 0, 10}, {3, 1, 0, 10}, {4, 1, 0, 10}, {5, 1, 0, 10}};
  const auto share = made(layout, {1, 1});
  const auto estimate = share.estimate(Over{1, 3, 2, 4, 6});
  const double variance = 0.25 * 0.02 / 2 + 0.25 * 0.04 / 3;
  const double nights = 1 / (2 * 0.0625 + 3.0 / 36);
  EXPECT_NEAR(share.nights(), nights, kTight);
  EXPECT_NEAR(estimate.share, 0.3, kTight);
  EXPECT_NEAR(estimate.effective, 0.21 / variance * t_ratio(50, nights - 2), 1e-9);
}

TEST(NightlyShare, RefusesWhatItCannotWeigh) {
  struct {
    Counts layout;
    Weights weights;
    const char* message;
  } rows[] = {
      {{{1, 0, 0, 5}, {2, 0, 0, 5}}, {}, "add up to nothing"},
      {{{1, 0, 0, 5}, {2, 0, 0, 5}}, {0}, "add up to nothing"},
      {{{1, 0, 0, 5}, {2, 0, 0, 5}}, {-1}, "weight -1"},
      {{{1, 0, 0, 5}, {2, 0, 0, 5}}, {std::nan("")}, "weight nan"},
      {{{1, 0, 0, 5}, {2, 1, 0, 5}}, {1}, "stratum 1 has no weight"},
      {{{1, 0, 0, 5}, {2, 0, 0, 5}, {2, 1, 0, 5}}, {1, 0}, "stratum 1 weighs nothing"},
      {{{1, 0, 0, 5}}, {1}, "has 1 nights"},
      {{{1, 0, 0, 5}, {2, 0, 0, 5}}, {1, 1}, "stratum 1 has 0 nights"},
      {{{1, 0, 0, 5}, {2, 0, 0, 0}}, {1}, "night 2 has no measurements"},
      {{{1, 0, 0, 5}, {1, 0, 0, 4}}, {1}, "night 1 has stratum 0 twice"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.message);
    const auto share = NightlyShare::make(row.layout, row.weights, 0.95);
    ASSERT_FALSE(share);
    EXPECT_THAT(share.error().message, testing::HasSubstr(row.message));
  }
}

}  // namespace
}  // namespace portalprobe
