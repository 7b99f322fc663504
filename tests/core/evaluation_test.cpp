#include "core/evaluation.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using std::chrono::year;

Day day(int y, unsigned m, unsigned d) { return {year(y), std::chrono::month(m), std::chrono::day(d)}; }

WallTime moment(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(WorkingDay, IsAWeekdayUnlessTheFileSaysOtherwise) {
  const std::vector<Holidays> holidays = {
      {2026, {{day(2026, 9, 1), "a"}, {day(2026, 9, 2), "b"}}, {{day(2026, 9, 5), "for the 1st"}}}};
  const struct {
    Day day;
    bool want;
    std::string_view why;
  } rows[] = {
      {day(2026, 8, 31), true, "a Monday"},
      {day(2026, 9, 1), false, "a Tuesday off"},
      {day(2026, 9, 2), false, "a Wednesday off"},
      {day(2026, 9, 5), true, "a Saturday made up for"},
      {day(2026, 9, 6), false, "a Sunday"},
      {day(2026, 9, 12), false, "another Saturday"},
      {day(2027, 9, 1), true, "a Wednesday of another year"},
  };
  for (const auto& row : rows) EXPECT_EQ(is_working_day(holidays, row.day), row.want) << row.why;
}

TEST(WorkingDay, IsKnownWithoutAnyFile) {
  EXPECT_TRUE(is_working_day({}, day(2026, 9, 4)));
  EXPECT_FALSE(is_working_day({}, day(2026, 9, 5)));
}

TEST(Exclusion, CoversItsPortalOrTargetFromItsFirstMomentToTheLast) {
  const std::vector<Exclusion> exclusions = {
      {"a", "", moment("2026-11-03T08:00Z"), moment("2026-11-03T12:00Z"), "r", "d"},
      {"b", "search", moment("2026-11-03T08:00Z"), moment("2026-11-03T12:00Z"), "r", "d"},
      {"b", "search", moment("2026-11-05T08:00Z"), moment("2026-11-05T12:00Z"), "r", "d"},
  };
  const struct {
    std::string portal;
    std::string target;
    std::string_view at;
    bool want;
  } rows[] = {
      {"a", "home", "2026-11-03T07:59:59.999999Z", false},  {"a", "home", "2026-11-03T08:00Z", true},
      {"a", "search", "2026-11-03T11:59:59.999999Z", true}, {"a", "home", "2026-11-03T12:00Z", false},
      {"b", "search", "2026-11-03T09:00Z", true},           {"b", "home", "2026-11-03T09:00Z", false},
      {"b", "search", "2026-11-04T09:00Z", false},          {"b", "search", "2026-11-05T09:00Z", true},
      {"c", "search", "2026-11-03T09:00Z", false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(is_excluded(exclusions, row.portal, row.target, moment(row.at)), row.want)
        << row.portal << "/" << row.target << " " << row.at;
  }
}

}  // namespace
}  // namespace portalprobe
