#include "scoring/scheme.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <utility>

#include "tests/support/evaluations.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing_evaluations::pt;
using testing_evaluations::scheme_2023;
using testing_evaluations::scheme_2024;

/// What is wrong with the scheme of 2023 once it is changed.
std::string refusal(void (*change)(EvaluationScheme&)) {
  EvaluationScheme scheme = scheme_2023();
  change(scheme);
  const auto figures = scheme_figures(scheme);
  return figures ? "nothing" : figures.error().message;
}

TEST(Scheme, OfBothYearsGivesAHundredPoints) {
  const auto earlier = scheme_figures(scheme_2023());
  ASSERT_TRUE(earlier) << earlier.error().message;
  EXPECT_EQ(earlier->sum, pt(100));
  EXPECT_EQ(earlier->performance, 1U);
  const auto later = scheme_figures(scheme_2024());
  ASSERT_TRUE(later) << later.error().message;
  EXPECT_EQ(later->sum, pt(100));
  EXPECT_EQ(later->performance, 2U);
  EXPECT_EQ(later->most.size(), 6U);
}

TEST(Scheme, MayHaveNoLevelsAndNoPerformance) {
  EvaluationScheme scheme = scheme_2023();
  scheme.levels.clear();
  scheme.groups.erase(scheme.groups.begin() + 1);
  const auto figures = scheme_figures(scheme);
  ASSERT_TRUE(figures);
  EXPECT_FALSE(figures->performance);
}

TEST(Scheme, WithContradictionsIsRefused) {
  struct {
    void (*change)(EvaluationScheme&);
    std::string_view want;
  } rows[] = {
      {[](auto& s) { s.groups.clear(); }, "scheme '2023': has no groups"},
      {[](auto& s) { s.groups[0].points = 0; }, "group 'functions' has no points to give"},
      {[](auto& s) { s.groups[0].points = -70; }, "group 'functions' is -70 (right would be 0 to"},
      {[](auto& s) { s.groups[0].points = 70.1234567; }, "with at most 6 decimal places"},
      {[](auto& s) { s.groups[0].points = std::numeric_limits<double>::quiet_NaN(); }, "is nan"},
      {[](auto& s) { s.groups[0].points = 2e6; }, "right would be 0 to 1000000"},
      {[](auto& s) { s.groups[0].minimum = 70.5; },
       "group 'functions' has a minimum of 70.5 points and only 70 points to give"},
      {[](auto& s) { s.groups[0].minimum = -1; }, "the minimum of group 'functions' is -1"},
      {[](auto& s) { s.groups[2].is_performance = true; },
       "group 'accessibility' is the second one to be measured"},
      {[](auto& s) { s.groups[2].id = "functions"; }, "there are two groups 'functions'"},
      {[](auto& s) { s.levels[1].name = "A"; }, "there are two levels 'A'"},
      {[](auto& s) { s.levels[1].from = 90; }, "level 'B' begins at 90 points, the one above it at 90"},
      {[](auto& s) { std::swap(s.levels[0], s.levels[4]); }, "right would be the best level first"},
      {[](auto& s) { s.levels[0].from = 100.5; },
       "level 'A' begins at 100.5 points, and all groups together give 100"},
      {[](auto& s) { s.levels.pop_back(); }, "a total below 50 points would have no level"},
      {[](auto& s) { s.digits = 7; }, "7 decimal places are asked for (right would be 0 to 6)"},
      {[](auto& s) { s.digits = -1; }, "-1 decimal places"},
      {[](auto& s) { s.groups = std::vector(2000, s.groups[0]); }, "more than 1000 groups"},
      {[](auto& s) {
         s.groups = {s.groups[1]};
         s.levels = {{"A", 18}, {"E", 0}};
       },
       "has levels, and no group beside performance"},
  };
  for (const auto& row : rows) EXPECT_THAT(refusal(row.change), HasSubstr(std::string(row.want)));
}

TEST(Scheme, GivesABorderToTheLevelAboveIt) {
  const auto figures = scheme_figures(scheme_2023());
  ASSERT_TRUE(figures);
  struct {
    double total;
    std::size_t want;
  } rows[] = {{100, 0}, {90, 0},        {89.999999, 1}, {89.5, 1},      {80, 1}, {79.999999, 2},
              {65, 2},  {64.999999, 3}, {50, 3},        {49.999999, 4}, {0, 4}};
  for (const auto& row : rows) EXPECT_EQ(level_at(*figures, pt(row.total)), row.want) << row.total;
}

}  // namespace
}  // namespace portalprobe
