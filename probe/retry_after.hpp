#pragma once

#include <optional>
#include <string_view>

#include "core/clock.hpp"

namespace portalprobe {

/// No Retry-After is read as longer than this.
inline constexpr microseconds kLongestRetryAfter = std::chrono::hours(24 * 366);

/// Reads a Retry-After field: seconds, or a date in one of HTTP's three forms (a date that has passed asks
/// for no wait). Anything else is no request to wait. Callers cap what they are willing to honour.
std::optional<microseconds> parse_retry_after(std::string_view value, WallTime now);

/// An HTTP-date: "Sun, 06 Nov 1994 08:49:37 GMT", RFC 850's or asctime's form. `now` gives two-digit years
/// their century.
std::optional<WallTime> parse_http_date(std::string_view text, WallTime now);

}  // namespace portalprobe
