#include "probe/retry_after.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

const WallTime kNow = *parse_rfc3339("2026-11-20T22:00:00Z");

TEST(RetryAfter, ReadsSecondsAndTheThreeDateForms) {
  struct {
    std::string_view value;
    std::optional<microseconds> want;
  } rows[] = {
      {"0", 0s},
      {"120", 120s},
      {" 30 ", 30s},
      {"99999999999", kLongestRetryAfter},
      {"99999999999999999999999999", kLongestRetryAfter},
      {"Fri, 20 Nov 2026 22:01:00 GMT", 60s},
      {"fri, 20 nov 2026 22:01:00 gmt", 60s},
      {"Friday, 20-Nov-26 22:02:00 GMT", 120s},
      {"Fri Nov 20 22:03:00 2026", 180s},
      {"Fri Nov  6 22:03:00 2026", 0s},
      {"Sun, 06 Nov 1994 08:49:37 GMT", 0s},
      {"Fri, 20 Nov 9999 22:01:00 GMT", kLongestRetryAfter},
      {"", {}},
      {"-5", {}},
      {"+5", {}},
      {"1.5", {}},
      {"5s", {}},
      {"soon", {}},
      {"Fri, 20 Nov 2026 22:01:00", {}},
      {"Fri, 20 Nov 2026 22:01:00 ICT", {}},
      {"Fri, 31 Feb 2026 22:01:00 GMT", {}},
      {"Fri, 20 Foo 2026 22:01:00 GMT", {}},
      {"Fri, 20 Nov 2026 25:01:00 GMT", {}},
      {"Fri, 20 Nov 2026 22:61:00 GMT", {}},
      {"Fri, 20 Nov 2026 2:01:00 GMT", {}},
      {"Fri, 20 Nov 2026 22:01:00 GMT extra", {}},
      {"Friday, 20-Nov 22:02:00 GMT", {}},
      {"2026-11-20T22:01:00Z", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.value);
    EXPECT_EQ(parse_retry_after(row.value, kNow), row.want);
  }
}

TEST(RetryAfter, PutsATwoDigitYearWithinFiftyYearsOfNow) {
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", kNow),
            parse_rfc3339("1994-11-06T08:49:37Z").value());
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-76 08:49:37 GMT", kNow),
            parse_rfc3339("2076-11-06T08:49:37Z").value());
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-77 08:49:37 GMT", kNow),
            parse_rfc3339("1977-11-06T08:49:37Z").value());
}

}  // namespace
}  // namespace portalprobe
