#include "core/cron.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace portalprobe {
namespace {

using Values = std::vector<unsigned>;

template <std::size_t N>
Values values(const std::bitset<N>& set) {
  Values result;
  for (unsigned i = 0; i < N; ++i) {
    if (set.test(i)) result.push_back(i);
  }
  return result;
}

Values from_to(unsigned first, unsigned last) {
  Values result;
  for (unsigned i = first; i <= last; ++i) result.push_back(i);
  return result;
}

const Values kDays = from_to(1, 31);
const Values kMonths = from_to(1, 12);
const Values kWeek = from_to(0, 6);

TEST(ParseCron, ReadsNumbersNamesListsRangesAndSteps) {
  struct {
    std::string_view line;
    Values minutes, hours, days, months, weekdays;
  } rows[] = {
      {"0 22 * * *", {0}, {22}, kDays, kMonths, kWeek},
      {"* * * * *", from_to(0, 59), from_to(0, 23), kDays, kMonths, kWeek},
      {"  0\t22  *  * * ", {0}, {22}, kDays, kMonths, kWeek},
      {"59 23 31 12 6", {59}, {23}, {31}, {12}, {6}},
      {"*/20 */12 */15 */6 */3", {0, 20, 40}, {0, 12}, {1, 16, 31}, {1, 7}, {0, 3, 6}},
      {"5-20/5 8-10 1-3 2-3 1-5", {5, 10, 15, 20}, {8, 9, 10}, {1, 2, 3}, {2, 3}, {1, 2, 3, 4, 5}},
      {"50/4 21/1 29/2 11/1 5/1", {50, 54, 58}, {21, 22, 23}, {29, 31}, {11, 12}, {5, 6}},
      {"0,30,30 1,3-5,23 * * *", {0, 30}, {1, 3, 4, 5, 23}, kDays, kMonths, kWeek},
      {"0 0 * JAN,dec Mon-FRI", {0}, {0}, kDays, {1, 12}, {1, 2, 3, 4, 5}},
      {"0 0 * feb-Apr SUN,sat", {0}, {0}, kDays, {2, 3, 4}, {0, 6}},
      {"0 0 * * 7", {0}, {0}, kDays, kMonths, {0}},
      {"0 0 * * FRI-7", {0}, {0}, kDays, kMonths, {0, 5, 6}},
      {"0 0 * * 0-7", {0}, {0}, kDays, kMonths, kWeek},
      {"00 007 * * *", {0}, {7}, kDays, kMonths, kWeek},
      {"0 0 29 2 *", {0}, {0}, {29}, {2}, kWeek},
      {"0 0 30 2 MON", {0}, {0}, {30}, {2}, {1}},  // the Mondays of February
      {"0 0 31 4-5 *", {0}, {0}, {31}, {4, 5}, kWeek},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.line);
    const auto cron = parse_cron(row.line);
    ASSERT_TRUE(cron) << cron.error().message;
    EXPECT_EQ(values(cron->minutes), row.minutes);
    EXPECT_EQ(values(cron->hours), row.hours);
    EXPECT_EQ(values(cron->days), row.days);
    EXPECT_EQ(values(cron->months), row.months);
    EXPECT_EQ(values(cron->weekdays), row.weekdays);
  }
}

TEST(ParseCron, SaysWhichFieldIsWrong) {
  struct {
    std::string_view line;
    std::string_view why;
  } rows[] = {
      {"", "0 fields"},
      {"   ", "0 fields"},
      {"@daily", "1 fields"},
      {"0 22 * *", "4 fields"},
      {"0 0 22 * * *", "more fields"},
      {"60 * * * *", "minute field '60'"},
      {"-1 * * * *", "minute field"},
      {"+1 * * * *", "minute field"},
      {"1.5 * * * *", "minute field"},
      {"00001 * * * *", "minute field"},
      {"1- * * * *", "minute field"},
      {"1-2-3 * * * *", "minute field"},
      {"20-10 * * * *", "minute field"},
      {"1,,2 * * * *", "minute field"},
      {", * * * *", "minute field"},
      {"1, * * * *", "minute field"},
      {"*/0 * * * *", "minute field"},
      {"*/60 * * * *", "minute field"},
      {"*/ * * * *", "minute field"},
      {"*/5/5 * * * *", "minute field"},
      {"** * * * *", "minute field"},
      {"*-5 * * * *", "minute field"},
      {"? * * * *", "minute field"},
      {"JAN * * * *", "minute field"},
      {"* 24 * * *", "hour field '24'"},
      {"* * 0 * *", "day field '0'"},
      {"* * 32 * *", "day field '32'"},
      {"* * L * *", "day field"},
      {"* * * 0 *", "month field '0'"},
      {"* * * 13 *", "month field '13'"},
      {"* * * MON *", "month field"},
      {"* * * JANUARY *", "month field"},
      {"* * * * 8", "weekday field '8'"},
      {"* * * * MON-SUN", "weekday field"},  // SUN is 0: as a range's end it is 7
      {"* * * * MON#1", "weekday field"},
      {"0 0 30 2 *", "never matches"},
      {"0 0 31 4,6,9,11 *", "never matches"},
      {"0 0 30,31 FEB */2", "never matches"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.line);
    const auto cron = parse_cron(row.line);
    ASSERT_FALSE(cron);
    EXPECT_NE(cron.error().message.find(row.why), std::string::npos) << cron.error().message;
  }
}

TEST(ParseCron, RepeatsLittleOfAHostileLine) {
  const std::string many_fields = [] {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "* ";
    return text;
  }();
  for (const auto& line : {std::string(100'000, 'x') + " * * * *", many_fields}) {
    const auto cron = parse_cron(line);
    ASSERT_FALSE(cron);
    EXPECT_LT(cron.error().message.size(), 400U);
  }
}

TEST(MatchesDay, NeedsBothFieldsUnlessBothAreRestricted) {
  struct {
    std::string_view line;
    unsigned day, month, weekday;
    bool want;
  } rows[] = {
      {"0 0 * * *", 20, 11, 5, true},     {"0 0 13 * *", 13, 11, 5, true},
      {"0 0 13 * *", 14, 11, 6, false},   {"0 0 * * FRI", 14, 11, 5, true},
      {"0 0 * * FRI", 13, 11, 4, false},  {"0 0 13 * FRI", 13, 11, 1, true},  // either is enough
      {"0 0 13 * FRI", 14, 11, 5, true},  {"0 0 13 * FRI", 14, 11, 1, false},
      {"0 0 */2 * MON", 3, 11, 1, true},  // a stepped star is a star: both
      {"0 0 */2 * MON", 2, 11, 1, false}, {"0 0 */2 * MON", 3, 11, 2, false},
      {"0 0 13 * */2", 13, 11, 2, true},  {"0 0 13 * */2", 13, 11, 1, false},
      {"0 0 * 2 *", 1, 2, 0, true},       {"0 0 * 2 *", 1, 3, 0, false},
      {"0 0 13 2 FRI", 13, 3, 5, false},  // the month always counts
      {"0 0 * * SUN", 1, 1, 7, true},     {"0 0 * * *", 32, 1, 0, false},
      {"0 0 * * *", 0, 1, 0, false},      {"0 0 * * *", 1, 13, 0, false},
      {"0 0 * * *", 1, 0, 0, false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << row.line << " on day " << row.day << " of month " << row.month
                                    << ", weekday " << row.weekday);
    EXPECT_EQ(matches_day(parse_cron(row.line).value(), row.day, row.month, row.weekday), row.want);
  }
}

}  // namespace
}  // namespace portalprobe
