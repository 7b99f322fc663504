#include "core/cron.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <vector>

namespace portalprobe {
namespace {

constexpr std::string_view kMonths[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                        "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::string_view kWeekdays[] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

struct FieldRule {
  std::string_view name;
  unsigned low = 0;
  unsigned high = 0;
  std::span<const std::string_view> words;
};

const FieldRule kRules[] = {
    {"minute", 0, 59, {}},     {"hour", 0, 23, {}},          {"day", 1, 31, {}},
    {"month", 1, 12, kMonths}, {"weekday", 0, 7, kWeekdays},
};

bool same_word(std::string_view text, std::string_view word) {
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
  return std::ranges::equal(text, word, {}, upper);
}

std::optional<unsigned> read_number(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.size() > 4) return std::nullopt;
  return value;
}

std::optional<unsigned> read_value(std::string_view text, const FieldRule& rule) {
  for (std::size_t i = 0; i < rule.words.size(); ++i) {
    if (same_word(text, rule.words[i])) return static_cast<unsigned>(i) + rule.low;
  }
  const auto value = read_number(text);
  return value && *value >= rule.low && *value <= rule.high ? value : std::nullopt;
}

struct Range {
  unsigned first = 0;
  unsigned last = 0;
  unsigned step = 1;
};

/// One item of a list: `*`, `A`, `A-B`, each with `/STEP` where it is a range.
std::optional<Range> read_range(std::string_view item, const FieldRule& rule) {
  Range range{rule.low, rule.high == 7 ? 6 : rule.high, 1};
  const auto slash = item.find('/');
  if (slash != std::string_view::npos) {
    const auto step = read_number(item.substr(slash + 1));
    if (!step || *step == 0 || *step > rule.high) return std::nullopt;
    range.step = *step;
  }
  const auto span = item.substr(0, slash);
  if (span == "*") return range;
  const auto dash = span.find('-');
  const auto first = read_value(span.substr(0, dash), rule);
  if (!first) return std::nullopt;
  range.first = *first;
  if (dash != std::string_view::npos) {
    const auto last = read_value(span.substr(dash + 1), rule);
    if (!last || *last < *first) return std::nullopt;
    range.last = *last;
  } else if (slash == std::string_view::npos) {
    range.last = *first;
  }
  return range;
}

tl::unexpected<Error> refuse(const FieldRule& rule, std::string_view field) {
  return fail(fmt::format(
      "the {} field '{}' is not {} to {}{}, a list, a range or '*' with a step", rule.name,
      field.substr(0, 40), rule.low, rule.high,
      rule.words.empty() ? "" : fmt::format(" or {} to {}", rule.words.front(), rule.words.back())));
}

template <std::size_t N>
Expected<void> read_field(std::string_view field, const FieldRule& rule, std::bitset<N>& values) {
  std::string_view rest = field;
  for (bool more = true; more;) {
    const auto comma = rest.find(',');
    const auto range = read_range(rest.substr(0, comma), rule);
    if (!range) return refuse(rule, field);
    for (unsigned value = range->first; value <= range->last; value += range->step) values.set(value % N);
    more = comma != std::string_view::npos;
    if (more) rest.remove_prefix(comma + 1);
  }
  return {};
}

std::vector<std::string_view> split(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  std::vector<std::string_view> fields;
  for (auto at = text.find_first_not_of(kBlank); at != std::string_view::npos && fields.size() < 7;) {
    const auto end = text.find_first_of(kBlank, at);
    fields.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(kBlank, end);
  }
  return fields;
}

/// Whether some day of some year matches by its date: 29 February does, 31 April never does.
bool some_date_matches(const Cron& cron) {
  constexpr unsigned kDays[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (unsigned month = 1; month <= 12; ++month) {
    for (unsigned day = 1; cron.months.test(month) && day <= kDays[month]; ++day) {
      if (cron.days.test(day)) return true;
    }
  }
  return false;
}

}  // namespace

Expected<Cron> parse_cron(std::string_view text) {
  const auto fields = split(text);
  if (fields.size() != 5) {
    return fail(fmt::format(
        "cron line '{}' has {} fields instead of five (MINUTE HOUR DAY MONTH WEEKDAY, as in 0 22 * * *)",
        text.substr(0, 60), fields.size() > 5 ? "more" : std::to_string(fields.size())));
  }
  Cron cron;
  auto result = read_field(fields[0], kRules[0], cron.minutes);
  if (result) result = read_field(fields[1], kRules[1], cron.hours);
  if (result) result = read_field(fields[2], kRules[2], cron.days);
  if (result) result = read_field(fields[3], kRules[3], cron.months);
  if (result) result = read_field(fields[4], kRules[4], cron.weekdays);
  if (!result) return fail(fmt::format("cron line '{}': {}", text.substr(0, 60), result.error().message));
  cron.any_day = fields[2].starts_with('*');
  cron.any_weekday = fields[4].starts_with('*');
  const bool by_date_alone = cron.any_day || cron.any_weekday;
  if (by_date_alone && !some_date_matches(cron)) {
    return fail(
        fmt::format("cron line '{}' never matches: no such month has such a day", text.substr(0, 60)));
  }
  return cron;
}

bool matches_day(const Cron& cron, unsigned day_of_month, unsigned month, unsigned weekday) {
  if (day_of_month > 31 || month > 12 || !cron.months.test(month)) return false;
  const bool day = cron.days.test(day_of_month);
  const bool of_week = cron.weekdays.test(weekday % 7);
  return cron.any_day || cron.any_weekday ? day && of_week : day || of_week;
}

}  // namespace portalprobe
