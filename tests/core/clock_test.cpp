#include "core/clock.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace portalprobe {
namespace {

WallTime at(std::int64_t micros) { return WallTime(microseconds(micros)); }

TEST(Rfc3339, WritesUtcWithMicroseconds) {
  struct {
    std::int64_t micros;
    std::string_view want;
  } rows[] = {
      {0, "1970-01-01T00:00:00.000000Z"},
      {1, "1970-01-01T00:00:00.000001Z"},
      {-1, "1969-12-31T23:59:59.999999Z"},
      {1'795'190'399'999'999, "2026-11-20T15:59:59.999999Z"},
      {951'782'400'000'000, "2000-02-29T00:00:00.000000Z"},
      {253'402'300'799'999'999, "9999-12-31T23:59:59.999999Z"},
  };
  for (const auto& row : rows) EXPECT_EQ(to_rfc3339(at(row.micros)), row.want);
}

TEST(Rfc3339, ReadsZonesFractionsAndWhatMayBeLeftOut) {
  struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"2026-12-01T15:00:00Z", "2026-12-01T15:00:00.000000Z"},
      {"2026-12-01T22:00+07:00", "2026-12-01T15:00:00.000000Z"},
      {"2026-12-01T22:00:30+07:00", "2026-12-01T15:00:30.000000Z"},
      {"2026-12-01T03:00:00+07:00", "2026-11-30T20:00:00.000000Z"},
      {"2026-12-31T20:30:00-05:30", "2027-01-01T02:00:00.000000Z"},
      {"2026-12-01T15:00:00-00:00", "2026-12-01T15:00:00.000000Z"},
      {"2026-12-01t15:00:00z", "2026-12-01T15:00:00.000000Z"},
      {"2026-12-01 15:00:00Z", "2026-12-01T15:00:00.000000Z"},
      {"2026-12-01T15:00:00.5Z", "2026-12-01T15:00:00.500000Z"},
      {"2026-12-01T15:00:00.000001Z", "2026-12-01T15:00:00.000001Z"},
      {"2026-12-01T15:00:00.123456789Z", "2026-12-01T15:00:00.123456Z"},
      {"2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000000Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"},  // a leap second
      {"1970-01-01T07:00+07:00", "1970-01-01T00:00:00.000000Z"},
      {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto time = parse_rfc3339(row.text);
    ASSERT_TRUE(time);
    EXPECT_EQ(to_rfc3339(*time), row.want);
    EXPECT_EQ(parse_rfc3339(to_rfc3339(*time)).value(), *time);
  }
}

TEST(Rfc3339, RefusesWhatNamesNoMoment) {
  const std::string_view rows[] = {
      "",
      "now",
      "2026-12-01",
      "2026-12-01T15:00:00",  // no zone
      "2026-12-01T15Z",       // no minutes
      "2026-12-01T15:0Z",     // one digit
      "26-12-01T15:00Z",      // two digits of a year
      "2026-13-01T15:00Z",    // no such month
      "2026-00-01T15:00Z",
      "2026-02-29T15:00Z",  // no leap year
      "2026-11-31T15:00Z",
      "2026-12-00T15:00Z",
      "2026-12-01T24:00Z",
      "2026-12-01T15:60Z",
      "2026-12-01T15:00:61Z",
      "2026-12-01T15:00:Z",
      "2026-12-01T15:00:00.Z",  // a point and no fraction
      "2026-12-01T15:00:00.1234567891Z",
      "2026-12-01T15:00.5Z",  // half a minute or half a second?
      "2026-12-01T15:00:00,5Z",
      "2026-12-01T15:00:00+0700",  // no colon
      "2026-12-01T15:00:00+7:00",
      "2026-12-01T15:00:00+24:00",
      "2026-12-01T15:00:00+07:60",
      "2026-12-01T15:00:00 +07:00",
      "2026-12-01T15:00:00ZZ",
      " 2026-12-01T15:00:00Z",
      "2026-12-01T15:00:00Z ",
      "2026-12-01T-5:00:00Z",
      "1969-12-31T23:59:59Z",
      "1970-01-01T00:00+07:00",  // 1969 in UTC
      "9999-12-31T23:00-07:00",  // 10000 in UTC
  };
  for (const auto text : rows) {
    SCOPED_TRACE(text);
    const auto time = parse_rfc3339(text);
    ASSERT_FALSE(time);
    EXPECT_NE(time.error().message.find("right would be"), std::string::npos);
  }
}

TEST(SystemClock, ReadsTheMachinesClocks) {
  const SystemClock clock;
  const auto before = std::chrono::steady_clock::now();
  const auto now = clock.steady();
  EXPECT_LE(before, now);
  EXPECT_LE(now, std::chrono::steady_clock::now());
  EXPECT_GT(clock.wall(), parse_rfc3339("2020-01-01T00:00Z").value());
}

TEST(ToMicroseconds, CutsOffWhatIsFiner) {
  EXPECT_EQ(to_microseconds(std::chrono::nanoseconds(1999)), microseconds(1));
  EXPECT_EQ(to_microseconds(std::chrono::seconds(2)), microseconds(2'000'000));
}

}  // namespace
}  // namespace portalprobe
