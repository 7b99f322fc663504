#include "core/criterion.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

TEST(StatisticName, IsThatOfFiles) {
  const struct {
    double allowed_over;
    std::string_view want;
  } rows[] = {{0.25, "p75"}, {0.5, "median"}, {0.1, "p90"},     {0.05, "p95"},
              {0.01, "p99"}, {0.99, "p1"},    {0.025, "p97.5"}, {0.0001, "p99.99"}};
  for (const auto& row : rows) EXPECT_EQ(statistic_name(row.allowed_over), row.want);
}

TEST(Reading, IsAboutSamplesOfItsEngineKindConnectionAndProfile) {
  const Reading reading{Metric::load_event, EngineKind::browser, TargetKind::page,
                        Connection::cold,   Profile::mobile,     false};
  Sample sample;
  sample.engine = EngineKind::browser;
  sample.kind = TargetKind::page;
  sample.connection = Connection::cold;
  sample.profile = Profile::mobile;
  EXPECT_TRUE(is_about(reading, sample));

  auto other = sample;
  other.engine = EngineKind::film;
  EXPECT_FALSE(is_about(reading, other));
  other = sample;
  other.kind = TargetKind::control;
  EXPECT_FALSE(is_about(reading, other));
  other = sample;
  other.connection = Connection::warm;
  EXPECT_FALSE(is_about(reading, other));
  other = sample;
  other.profile = Profile::desktop;
  EXPECT_FALSE(is_about(reading, other));

  Reading any = reading;
  any.profile.reset();
  EXPECT_TRUE(is_about(any, other)) << "without a profile any is meant";
}

TEST(Threshold, AppliesToItsRolesOrToAll) {
  Threshold threshold;
  EXPECT_TRUE(applies_to(threshold, "home"));
  threshold.roles = {"home", "search"};
  EXPECT_TRUE(applies_to(threshold, "search"));
  EXPECT_FALSE(applies_to(threshold, "detail"));
  EXPECT_FALSE(applies_to(threshold, ""));
}

TEST(Points, AreAllOrNothingUpToTheLimit) {
  Threshold threshold;
  threshold.limit = 2'500'000;
  threshold.points = 10;
  EXPECT_EQ(points_at(threshold, 0), 10);
  EXPECT_EQ(points_at(threshold, 2'500'000), 10);
  EXPECT_EQ(points_at(threshold, 2'500'001), 0);
}

TEST(Points, FallByStepsAndTheLimitBelongsToTheBetterOne) {
  Threshold threshold;
  threshold.points = 10;
  threshold.steps = {{2, 10}, {4, 5}, {8, 1}};
  const struct {
    double value;
    double want;
  } rows[] = {{1, 10}, {2, 10}, {2.001, 5}, {4, 5}, {5, 1}, {8, 1}, {8.001, 0}, {1e9, 0}};
  for (const auto& row : rows) EXPECT_EQ(points_at(threshold, row.value), row.want) << row.value;
}

TEST(Points, FallLinearlyBetweenTwoLimits) {
  Threshold threshold;
  threshold.points = 10;
  threshold.slope = PointSlope{2, 6};
  const struct {
    double value;
    double want;
  } rows[] = {{0, 10}, {2, 10}, {3, 7.5}, {4, 5}, {6, 0}, {7, 0}};
  for (const auto& row : rows) EXPECT_DOUBLE_EQ(points_at(threshold, row.value), row.want) << row.value;
}

TEST(Points, NeverRiseWithTheValue) {
  Threshold steps;
  steps.points = 7;
  steps.steps = {{1.5, 7}, {2.5, 3}};
  Threshold slope;
  slope.points = 7;
  slope.slope = PointSlope{1.1, 2.9};
  for (const auto* threshold : {&steps, &slope}) {
    double before = threshold->points;
    for (int i = 0; i <= 400; ++i) {
      const double now = points_at(*threshold, i * 0.01);
      EXPECT_LE(now, before);
      EXPECT_GE(now, 0);
      before = now;
    }
    EXPECT_EQ(before, 0);
  }
}

TEST(Points, OfACriterionAreThoseOfItsThresholds) {
  Criterion criterion;
  EXPECT_EQ(points_in(criterion), 0);
  criterion.thresholds.resize(2);
  criterion.thresholds[0].points = 12.5;
  criterion.thresholds[1].points = 7.5;
  EXPECT_EQ(points_in(criterion), 20);
}

}  // namespace
}  // namespace portalprobe
