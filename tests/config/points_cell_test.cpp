#include "config/points_cell.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "tests/support/evaluations.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing_evaluations::pt;

TEST(PointsCell, HasOneReadingInVietnameseOrInEnglish) {
  struct {
    std::string_view cell;
    double want;
    char mark;
  } rows[] = {
      {"85", 85, '\0'},
      {"0", 0, '\0'},
      {"007", 7, '\0'},
      {"85,5", 85.5, ','},
      {"85.5", 85.5, '.'},
      {"85,50", 85.5, ','},
      {"85,5000", 85.5, ','},
      {"0,125", 0.125, ','},
      {"0.125", 0.125, '.'},
      {"00,125", 0.125, ','},
      {"1234,567", 1234.567, ','},
      {"1.234,5", 1234.5, ','},
      {"1,234.5", 1234.5, '.'},
      {"1.234.567", 1234567, ','},
      {"1,234,567", 1234567, '.'},
      {"1.234.567,5", 1234567.5, ','},
      {"0,000001", 0.000001, ','},
      {"1234", 1234, '\0'},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.cell);
    const auto written = read_points(row.cell);
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_EQ(written->value.millionths(), std::llround(row.want * 1e6));
    EXPECT_EQ(written->decimal_mark, row.mark);
    EXPECT_FALSE(written->otherwise);
  }
}

TEST(PointsCell, MayHaveTwoReadings) {
  struct {
    std::string_view cell;
    double decimal;
    double thousands;
    char mark;
  } rows[] = {{"1,234", 1.234, 1234, ','},
              {"1.234", 1.234, 1234, '.'},
              {"85,500", 85.5, 85500, ','},
              {"123.000", 123, 123000, '.'}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.cell);
    const auto written = read_points(row.cell);
    ASSERT_TRUE(written);
    EXPECT_EQ(written->value, pt(row.decimal));
    EXPECT_EQ(written->otherwise, pt(row.thousands));
    EXPECT_EQ(written->decimal_mark, row.mark);
  }
}

TEST(PointsCell, SaysWhatItIsInstead) {
  struct {
    std::string_view cell;
    std::string_view want;
  } rows[] = {
      {"=1+1", "'=1+1' is a formula (right would be its result"},
      {"+5", "is a formula"},
      {"@SUM(A1)", "is a formula"},
      {"＝1", "is a formula"},
      {"-5", "'-5' is negative or a formula"},
      {"−5", "is negative or a formula"},
      {"-5+2", "is negative or a formula"},
      {"#REF!", "'#REF!' is a spreadsheet's error"},
      {"#DIV/0!", "is a spreadsheet's error"},
      {"-",
       "is no number (right would be a number such as 85,5 or 85.5, or nothing where the points are not "
       "known)"},
      {"n/a", "'n/a' is no number"},
      {"85 điểm", "is no number"},
      {"85%", "is no number"},
      {"1e2", "is no number"},
      {"0x10", "is no number"},
      {"nan", "is no number"},
      {"inf", "is no number"},
      {"5,", "is no number"},
      {",5", "is no number"},
      {".", "is no number"},
      {"1 234", "is no number"},
      {"1,2,3", "is no number"},
      {"1.23.456", "is no number"},
      {"1,234.567,8", "is no number"},
      {"0.123.456", "is no number"},
      {"1234.567,8", "is no number"},
      {"٣", "is no number"},
      {"８５", "is no number"},
      {"12/5", "is no number"},
      {"13.3333333", "'13.3333333' has more than 6 decimal places (round it)"},
      {"12345678", "'12345678' is more than any group can give"},
      {"99999999999999999999999", "is more than any group can give"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.cell);
    const auto written = read_points(row.cell);
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().message, HasSubstr(std::string(row.want)));
  }
}

TEST(PointsCell, ReadsBackWhatIsWrittenWithEitherMark) {
  std::mt19937_64 random(11);
  std::uniform_int_distribution<std::int64_t> counts(0, 100'000'000);
  for (int i = 0; i < 20'000; ++i) {
    const Points points = Points::from_millionths(counts(random));
    for (const char mark : {',', '.'}) {
      const std::string text = points_text(points, 0, mark);
      const auto written = read_points(text);
      ASSERT_TRUE(written) << text;
      ASSERT_EQ(written->value, points) << text;
    }
  }
}

TEST(PointsCell, TakesAnyBytesWithoutHarm) {
  std::mt19937_64 random(12);
  constexpr std::string_view kBytes = "0123456789.,-+=#eE %\xE2\x88\x92\xFF";
  std::uniform_int_distribution<std::size_t> which(0, kBytes.size() - 1);
  std::uniform_int_distribution<std::size_t> length(1, 12);
  for (int i = 0; i < 100'000; ++i) {
    std::string cell(length(random), ' ');
    for (char& c : cell) c = kBytes[which(random)];
    const auto written = read_points(cell);
    if (written) {
      ASSERT_GE(written->value, Points());
      ASSERT_EQ(cell.find_first_not_of("0123456789.,"), std::string::npos) << cell;
    }
  }
}

}  // namespace
}  // namespace portalprobe
