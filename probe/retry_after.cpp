#include "probe/retry_after.hpp"

#include <algorithm>
#include <array>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

struct Parts {
  std::string_view day;
  std::string_view month;
  std::string_view year;
  std::string_view time;
};

/// Splits at blanks; more words than fit, or fewer, give none.
template <std::size_t N>
std::optional<std::array<std::string_view, N>> words(std::string_view text) {
  std::array<std::string_view, N> result;
  for (auto& word : result) {
    text = ascii::trim(text);
    word = text.substr(0, text.find(' '));
    if (word.empty()) return std::nullopt;
    text.remove_prefix(word.size());
  }
  return text.empty() ? std::optional(result) : std::nullopt;
}

/// Sun, 06 Nov 1994 08:49:37 GMT
std::optional<Parts> read_imf(std::string_view text) {
  const auto w = words<6>(text);
  if (!w || !(*w)[0].ends_with(',') || ascii::lower((*w)[5]) != "gmt" || (*w)[3].size() != 4)
    return std::nullopt;
  return Parts{(*w)[1], (*w)[2], (*w)[3], (*w)[4]};
}

/// Sunday, 06-Nov-94 08:49:37 GMT
std::optional<Parts> read_rfc850(std::string_view text) {
  const auto w = words<4>(text);
  if (!w || !(*w)[0].ends_with(',') || ascii::lower((*w)[3]) != "gmt") return std::nullopt;
  const auto date = (*w)[1];
  const auto first = date.find('-');
  const auto second = date.find('-', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  const auto year = date.substr(second + 1);
  if (year.size() != 2 && year.size() != 4) return std::nullopt;
  return Parts{date.substr(0, first), date.substr(first + 1, second - first - 1), year, (*w)[2]};
}

/// Sun Nov  6 08:49:37 1994
std::optional<Parts> read_asctime(std::string_view text) {
  const auto w = words<5>(text);
  if (!w || (*w)[4].size() != 4) return std::nullopt;
  return Parts{(*w)[2], (*w)[1], (*w)[4], (*w)[3]};
}

std::optional<std::chrono::seconds> read_time(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = ascii::read_number<int>(text.substr(0, 2));
  const auto minute = ascii::read_number<int>(text.substr(3, 2));
  const auto second = ascii::read_number<int>(text.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

int year_of(WallTime time) {
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time)).year());
}

/// A two-digit year is one of the last fifty years or the next fifty (RFC 9110, 5.6.7).
int full_year(int year, std::size_t digits, WallTime now) {
  if (digits != 2) return year;
  const int this_year = year_of(now);
  const int guess = this_year - this_year % 100 + year;
  return guess > this_year + 50 ? guess - 100 : guess;
}

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text, WallTime now) {
  auto parts = read_imf(text);
  if (!parts) parts = read_rfc850(text);
  if (!parts) parts = read_asctime(text);
  if (!parts) return std::nullopt;
  const auto month = std::ranges::find(kMonths, ascii::lower(parts->month));
  const auto day = ascii::read_number<unsigned>(parts->day);
  const auto year = ascii::read_number<int>(parts->year);
  const auto time = read_time(parts->time);
  if (month == kMonths.end() || !day || !year || !time) return std::nullopt;
  const std::chrono::year_month_day date(
      std::chrono::year(full_year(*year, parts->year.size(), now)),
      std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1), std::chrono::day(*day));
  if (!date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + *time;
}

std::optional<microseconds> parse_retry_after(std::string_view value, WallTime now) {
  value = ascii::trim(value);
  if (!value.empty() && std::ranges::all_of(value, ascii::is_digit)) {
    const auto longest = std::chrono::duration_cast<std::chrono::seconds>(kLongestRetryAfter).count();
    const auto seconds = ascii::read_number<std::int64_t>(value).value_or(longest);
    return std::chrono::seconds(std::min<std::int64_t>(seconds, longest));
  }
  const auto date = parse_http_date(value, now);
  if (!date) return std::nullopt;
  return std::clamp(*date - now, microseconds(0), kLongestRetryAfter);
}

}  // namespace portalprobe
