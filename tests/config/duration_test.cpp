#include "config/duration.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(ParseDuration, ReadsUnitsFromLargeToSmall) {
  struct {
    std::string_view text;
    microseconds want;
  } rows[] = {
      {"0", microseconds(0)},
      {"0s", microseconds(0)},
      {"1us", microseconds(1)},
      {"250ms", milliseconds(250)},
      {"5s", seconds(5)},
      {"1.5s", milliseconds(1500)},
      {"0.25ms", microseconds(250)},
      {"1h30m", minutes(90)},
      {"1h0.5s", hours(1) + milliseconds(500)},
      {"2d", hours(48)},
      {"1d2h3m4s5ms6us", hours(26) + minutes(3) + seconds(4) + milliseconds(5) + microseconds(6)},
      {"10000d", hours(240'000)},
      {"90m", minutes(90)},
  };
  for (const auto& row : rows) {
    const auto got = parse_duration(row.text);
    ASSERT_TRUE(got) << row.text << ": " << got.error().message;
    EXPECT_EQ(*got, row.want) << row.text;
  }
}

TEST(ParseDuration, RefusesWhatCouldMeanTwoThings) {
  for (const auto* text : {"",
                           "5",
                           "-5s",
                           "+5s",
                           " 5s",
                           "5 s",
                           "5s ",
                           "s",
                           ".5s",
                           "5.s",
                           "1.2.3s",
                           "5S",
                           "1H",
                           "1m1h",
                           "1s1s",
                           "1.5h30m",
                           "1w",
                           "5sec",
                           "1h30",
                           "1e3s",
                           "10001d",
                           "inf",
                           "nan",
                           "0x5s",
                           "5ss",
                           "1,5s",
                           "5µs",
                           "99999999999999999999s",
                           "999999999999999999999999s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
  EXPECT_FALSE(parse_duration("10000d1us"));
  EXPECT_FALSE(parse_duration("9999.9999999999999d1h"));
  EXPECT_FALSE(parse_duration(std::string("5s\0", 3)));
  EXPECT_FALSE(parse_duration(std::string(1'000'000, '9') + "s"));
}

TEST(FormatDuration, IsReadBackAsItWas) {
  struct {
    microseconds duration;
    std::string_view want;
  } rows[] = {{microseconds(0), "0s"}, {milliseconds(250), "250ms"}, {milliseconds(1500), "1s500ms"},
              {minutes(90), "1h30m"},  {hours(36), "36h"},           {hours(1) + microseconds(1), "1h1us"}};
  for (const auto& row : rows) {
    EXPECT_EQ(format_duration(row.duration), row.want);
    EXPECT_EQ(parse_duration(row.want).value(), row.duration) << row.want;
  }
  EXPECT_EQ(format_duration(seconds(-5)), "-5s");
}

TEST(ParseSize, ReadsBinaryUnitsAndBytes) {
  struct {
    std::string_view text;
    std::uint64_t want;
  } rows[] = {{"0", 0},         {"4096", 4096},      {"512B", 512},
              {"64KiB", 65536}, {"16MiB", 16777216}, {"1GiB", 1073741824},
              {"1.5KiB", 1536}, {"0.5MiB", 524288}};
  for (const auto& row : rows) {
    const auto got = parse_size(row.text);
    ASSERT_TRUE(got) << row.text;
    EXPECT_EQ(*got, row.want) << row.text;
  }
}

TEST(ParseSize, RefusesUnitsThatAreReadBothWays) {
  for (const auto* text :
       {"", "16MB", "16KB", "16M", "16k", "16kib", "-1", "+1", "1 KiB", "1.5", "1.5B", "KiB", ".5KiB", "1TiB",
        "0x10", "1e3", "99999999999999999999", "9999999GiB", "1,5KiB"}) {
    EXPECT_FALSE(parse_size(text)) << text;
  }
}

TEST(FormatSize, IsReadBackAsItWas) {
  for (const std::uint64_t bytes : {0ULL, 1ULL, 1023ULL, 1024ULL, 1536ULL, 16ULL << 20U, 1ULL << 30U}) {
    EXPECT_EQ(parse_size(format_size(bytes)).value(), bytes);
  }
  EXPECT_EQ(format_size(16ULL << 20U), "16MiB");
  EXPECT_EQ(format_size(1536), "1536B");
}

TEST(ParseShare, NeedsThePercentSign) {
  EXPECT_DOUBLE_EQ(parse_share("5%").value(), 0.05);
  EXPECT_DOUBLE_EQ(parse_share("0%").value(), 0);
  EXPECT_DOUBLE_EQ(parse_share("100%").value(), 1);
  EXPECT_DOUBLE_EQ(parse_share("12.5%").value(), 0.125);
  for (const auto* text :
       {"", "%", "5", "0.05", "-1%", "100.1%", "5 %", "%5", "5%%", "nan%", "inf%", "1e1%"}) {
    EXPECT_FALSE(parse_share(text)) << text;
  }
  EXPECT_EQ(format_share(0.05), "5%");
  EXPECT_EQ(format_share(0.125), "12.5%");
}

}  // namespace
}  // namespace portalprobe
