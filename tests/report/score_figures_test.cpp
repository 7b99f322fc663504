#include "report/score_figures.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/made_score_cards.hpp"

namespace portalprobe {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(ScoreFigures, ShowTimesInSecondsAsTheReaderWritesThem) {
  const struct {
    double value;
    const char* vi;
    const char* en;
  } rows[] = {{1'500'000, "1,5 giây", "1.5 s"},          {2'000'000, "2 giây", "2 s"},
              {1'234'567, "1,235 giây", "1.235 s"},      {0, "0 giây", "0 s"},
              {12'345'000'000, "12345 giây", "12345 s"}, {kInfinity, "∞", "∞"}};
  for (const auto& row : rows) {
    EXPECT_EQ(value_text(row.value, 2'500'000, true, Language::vi), row.vi);
    EXPECT_EQ(value_text(row.value, 2'500'000, true, Language::en), row.en);
  }
}

TEST(ScoreFigures, NeverRoundAValueToTheLimitThatItIsNot) {
  const struct {
    double value;
    const char* text;
  } rows[] = {{2'500'000, "2.5 s"},    {2'500'001, "2.500001 s"}, {2'499'999.9, "2.4999999 s"},
              {2'500'400, "2.5004 s"}, {2'500'500, "2.501 s"},    {400, "0.0004 s"},
              {0.4, "0.0000004 s"}};
  for (const auto& row : rows) EXPECT_EQ(value_text(row.value, 2'500'000, true, Language::en), row.text);
}

TEST(ScoreFigures, ShowPlainNumbersWithoutAUnit) {
  EXPECT_EQ(value_text(0.1234, 0.1, false, Language::vi), "0,123");
  EXPECT_EQ(limit_text(0.1, false, Language::en), "0.1");
  EXPECT_EQ(limit_text(200'000, true, Language::vi), "0,2 giây");
}

TEST(ScoreFigures, ShowIntervalsWithOpenAndEndlessEnds) {
  const struct {
    Estimate estimate;
    const char* text;
  } rows[] = {{{0, 1'000'000, 2'000'000}, "1–2 s"},
              {{0, std::nullopt, 2'000'000}, "?–2 s"},
              {{0, 1'000'000, kInfinity}, "1–∞ s"},
              {{0, kInfinity, kInfinity}, "∞–∞"},
              {{0, std::nullopt, std::nullopt}, "?–?"}};
  for (const auto& row : rows)
    EXPECT_EQ(interval_text(row.estimate, 2'500'000, true, Language::en), row.text);
}

TEST(ScoreFigures, SayAllAndNothingOfAllAndNothingAlone) {
  const struct {
    double share;
    const char* text;
  } rows[] = {{0, "0 %"},     {0.0001, "<0.1 %"},  {0.125, "12.5 %"},
              {0.25, "25 %"}, {0.9999, ">99.9 %"}, {1, "100 %"}};
  for (const auto& row : rows) EXPECT_EQ(percent_text(row.share, Language::en), row.text);
  EXPECT_EQ(percent_text(0.125, Language::vi), "12,5 %");
}

TEST(ScoreFigures, SayWhatAThresholdAsksFor) {
  Threshold threshold = testing_scores::made_criterion().thresholds[0];
  EXPECT_EQ(demand_text(threshold, Language::vi), "75 % số lần đo không quá 2,5 giây");
  EXPECT_EQ(demand_text(threshold, Language::en), "p75 at most 2.5 s");
  threshold.allowed_over = 0.5;
  EXPECT_EQ(demand_text(threshold, Language::en), "median at most 2.5 s");
  threshold.allowed_over = 0.025;
  EXPECT_EQ(demand_text(threshold, Language::vi), "97,5 % số lần đo không quá 2,5 giây");
  threshold.allowed_over = 1.0 / 3;
  EXPECT_EQ(demand_text(threshold, Language::vi), "66,67 % số lần đo không quá 2,5 giây");
}

}  // namespace
}  // namespace portalprobe
