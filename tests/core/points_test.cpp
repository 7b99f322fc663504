#include "core/points.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "tests/support/evaluations.hpp"

namespace portalprobe {
namespace {

using testing_evaluations::pt;

constexpr Rounding kAll[] = {Rounding::half_up, Rounding::half_even, Rounding::down};

TEST(Points, AddUpAsDecimalsDo) {
  EXPECT_EQ(pt(0.1) + pt(0.2), pt(0.3));
  EXPECT_EQ(pt(0.7) + pt(0.1), pt(0.8));  // 0.7999999999999999 in binary
  Points tenths;
  for (int i = 0; i < 10; ++i) tenths += pt(0.1);
  EXPECT_EQ(tenths, pt(1));
  EXPECT_EQ(pt(70) - pt(69.5), pt(0.5));
  EXPECT_LT(pt(89.999999), pt(90));
}

TEST(Points, ReadBackEveryDecimalOfSixPlaces) {
  std::mt19937_64 random(20230613);
  std::uniform_int_distribution<std::int64_t> counts(0, Points::kMost * Points::kPerPoint);
  for (int i = 0; i < 100'000; ++i) {
    const std::int64_t count = counts(random);
    const auto points = Points::exactly(static_cast<double>(count) / 1e6);
    ASSERT_TRUE(points) << count;
    ASSERT_EQ(points->millionths(), count);
  }
}

TEST(Points, RefuseWhatTheyCannotHold) {
  for (const double value :
       {0.1234567, 13.33333333333, 1'000'000.5, -1'000'000.5, 1e300, std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(Points::exactly(value)) << value;
  }
  EXPECT_FALSE(Points::nearest(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(Points::nearest(-std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(Points::nearest(1e7));
  EXPECT_EQ(Points::nearest(40.0 / 3), Points::from_millionths(13'333'333));
}

TEST(Points, AreRoundedAsSaid) {
  struct {
    double value;
    int digits;
    double half_up;
    double half_even;
    double down;
  } rows[] = {
      {2.345, 2, 2.35, 2.34, 2.34},
      {2.355, 2, 2.36, 2.36, 2.35},
      {2.345001, 2, 2.35, 2.35, 2.34},
      {2.344999, 2, 2.34, 2.34, 2.34},
      {0.5, 0, 1, 0, 0},
      {1.5, 0, 2, 2, 1},
      {89.5, 0, 90, 90, 89},
      {88.5, 0, 89, 88, 88},
      {89.995, 2, 90, 90, 89.99},
      {89.994999, 2, 89.99, 89.99, 89.99},
      {7, 2, 7, 7, 7},
      {0.999999, 0, 1, 1, 0},
      {0.123456, 6, 0.123456, 0.123456, 0.123456},
      {0, 3, 0, 0, 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.value);
    EXPECT_EQ(rounded(pt(row.value), row.digits, Rounding::half_up), pt(row.half_up));
    EXPECT_EQ(rounded(pt(row.value), row.digits, Rounding::half_even), pt(row.half_even));
    EXPECT_EQ(rounded(pt(row.value), row.digits, Rounding::down), pt(row.down));
    for (const auto rounding : kAll)  // a change to and fro is the same
      EXPECT_EQ(rounded(-pt(row.value), row.digits, rounding), -rounded(pt(row.value), row.digits, rounding));
  }
}

TEST(Points, KeepTheirOrderWhenRounded) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::int64_t> counts(-2'000'000, 2'000'000);
  for (int i = 0; i < 20'000; ++i) {
    const Points a = Points::from_millionths(counts(random));
    const Points b = Points::from_millionths(counts(random));
    for (const auto rounding : kAll) {
      for (int digits = 0; digits <= Points::kDigits; ++digits) {
        ASSERT_TRUE(a > b || rounded(a, digits, rounding) <= rounded(b, digits, rounding));
        const auto off = static_cast<double>((rounded(a, digits, rounding) - a).millionths());
        ASSERT_LT(std::abs(off), std::pow(10, 6 - digits));
      }
    }
  }
}

TEST(PointsMean, IsRoundedOnce) {
  // 85.224999666…, which is 85.225 at six places and then would be 85.23 at two.
  const PointsMean mean{pt(255.674999), 3};
  EXPECT_EQ(mean.rounded(6, Rounding::half_up), pt(85.225));
  EXPECT_EQ(mean.rounded(2, Rounding::half_up), pt(85.22));
}

TEST(PointsMean, OfTheBlocksOf2023IsTheOneOfAllPortals) {
  PointsMean mean;
  for (int i = 0; i < 39; ++i) mean.add(pt(85.23));
  for (int i = 0; i < 40; ++i) mean.add(pt(76.05));
  for (int i = 0; i < 4; ++i) mean.add(pt(68));
  EXPECT_EQ(mean.count, 83);
  EXPECT_EQ(mean.rounded(2, Rounding::half_up), pt(79.98));
}

TEST(PointsMean, HoldsAMillionBodiesOfTheMostPoints) {
  const Points most = pt(1'000'000);
  const PointsMean mean{Points::from_millionths(most.millionths() * 1'000'000), 1'000'000};
  for (const auto rounding : kAll) EXPECT_EQ(mean.rounded(0, rounding), most);
}

TEST(PointsMean, OfNothingIsNone) { EXPECT_FALSE(PointsMean{}.rounded(2, Rounding::half_up)); }

TEST(PointsText, LosesNoDigit) {
  struct {
    double value;
    int digits;
    char mark;
    std::string_view want;
  } rows[] = {
      {7, 0, '.', "7"},
      {7, 2, '.', "7.00"},
      {89.5, 0, ',', "89,5"},
      {89.5, 2, ',', "89,50"},
      {0, 0, '.', "0"},
      {0, 1, '.', "0.0"},
      {0.000001, 0, '.', "0.000001"},
      {85.225, 2, '.', "85.225"},
      {-1.5, 0, ',', "-1,5"},
      {-0.25, 1, '.', "-0.25"},
      {1234567.0 / 10, 0, ',', "123456,7"},
  };
  for (const auto& row : rows) EXPECT_EQ(points_text(pt(row.value), row.digits, row.mark), row.want);
}

}  // namespace
}  // namespace portalprobe
