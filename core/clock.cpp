#include "core/clock.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <optional>

namespace portalprobe {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr WallTime kYear10000 =
    std::chrono::sys_days(std::chrono::year(10000) / std::chrono::January / std::chrono::day(1));

/// Takes fixed-width numbers and single characters from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool number(std::size_t width, int& value) {
    if (rest_.size() < width) return false;
    const char* end = rest_.data() + width;
    for (const char* p = rest_.data(); p != end; ++p) {
      if (*p < '0' || *p > '9') return false;
    }
    std::from_chars(rest_.data(), end, value);
    rest_.remove_prefix(width);
    return true;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_any(std::string_view set) {
    if (rest_.empty() || set.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool fraction(microseconds& value) {
    int digits = 0;
    std::int64_t micros = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      if (digits < 6) micros = micros * 10 + (rest_.front() - '0');
      ++digits;
      rest_.remove_prefix(1);
    }
    for (int i = digits; i < 6; ++i) micros *= 10;
    value = microseconds(micros);
    return digits >= 1 && digits <= 9;
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<microseconds> read_offset(Reader& in) {
  if (in.take_any("Zz")) return microseconds(0);
  const bool east = in.take('+');
  if (!east && !in.take('-')) return std::nullopt;
  int hour = 0;
  int minute = 0;
  if (!in.number(2, hour) || !in.take(':') || !in.number(2, minute) || hour > 23 || minute > 59)
    return std::nullopt;
  const microseconds offset = hours(hour) + minutes(minute);
  return east ? offset : -offset;
}

std::optional<WallTime> read_time(std::string_view text) {
  Reader in(text);
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  microseconds fraction{0};
  if (!in.number(4, year) || !in.take('-') || !in.number(2, month) || !in.take('-') || !in.number(2, day))
    return {};
  if (!in.take_any("Tt ") || !in.number(2, hour) || !in.take(':') || !in.number(2, minute)) return {};
  if (in.take(':')) {
    if (!in.number(2, second)) return {};
    // Behind minutes alone it would be a part of a minute to ISO 8601.
    if (in.take('.') && !in.fraction(fraction)) return {};
  }
  const auto offset = read_offset(in);
  if (!offset || !in.done()) return {};

  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1970 || hour > 23 || minute > 59 || second > 60) return {};
  const WallTime time = WallTime(std::chrono::sys_days(date)) + hours(hour) + minutes(minute) +
                        seconds(second) + fraction - *offset;
  // An offset may carry it over the years' ends, to where we could not read what we write.
  if (time < WallTime{} || time >= kYear10000) return {};
  return time;
}

}  // namespace

std::string to_rfc3339(WallTime time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<microseconds> clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

Expected<WallTime> parse_rfc3339(std::string_view text) {
  if (const auto time = read_time(text)) return *time;
  return fail(
      fmt::format("'{}' is not a time with its zone (right would be 2026-12-01T22:00+07:00 or "
                  "2026-12-01T15:00:00Z)",
                  text));
}

}  // namespace portalprobe
