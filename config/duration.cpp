#include "config/duration.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace portalprobe {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor = 0;
};

// From large to small, as they may stand in one duration.
constexpr Unit kTimes[] = {{"d", 86'400'000'000}, {"h", 3'600'000'000}, {"m", 60'000'000},
                           {"s", 1'000'000},      {"ms", 1'000},        {"us", 1}};
constexpr Unit kSizes[] = {{"GiB", 1ULL << 30U}, {"MiB", 1ULL << 20U}, {"KiB", 1ULL << 10U}, {"B", 1}};

constexpr std::uint64_t kLongest = 10'000ULL * 86'400'000'000ULL;
constexpr std::uint64_t kLargest = 1ULL << 50U;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a number written with digits and at most one point, with digits on both of its sides.
std::optional<std::string_view> take_number(std::string_view& rest) {
  std::size_t length = 0;
  std::size_t point = std::string_view::npos;
  for (; length < rest.size() && (is_digit(rest[length]) || rest[length] == '.'); ++length) {
    if (rest[length] != '.') continue;
    if (point != std::string_view::npos) return std::nullopt;
    point = length;
  }
  if (length == 0 || length > 20 || point == 0 || point + 1 == length) return std::nullopt;
  const auto number = rest.substr(0, length);
  rest.remove_prefix(length);
  return number;
}

std::string_view take_unit(std::string_view& rest) {
  std::size_t length = 0;
  while (length < rest.size() && !is_digit(rest[length]) && rest[length] != '.') ++length;
  const auto unit = rest.substr(0, length);
  rest.remove_prefix(length);
  return unit;
}

/// `number` times `factor`, exactly where the number has no fraction; nothing beyond `limit`.
std::optional<std::uint64_t> times(std::string_view number, std::uint64_t factor, std::uint64_t limit) {
  const char* end = number.data() + number.size();
  if (number.find('.') == std::string_view::npos) {
    std::uint64_t value = 0;
    if (std::from_chars(number.data(), end, value).ec != std::errc() || value > limit / factor)
      return std::nullopt;
    return value * factor;
  }
  double value = 0;
  if (std::from_chars(number.data(), end, value).ec != std::errc()) return std::nullopt;
  value = std::round(value * static_cast<double>(factor));
  if (value > static_cast<double>(limit)) return std::nullopt;
  return static_cast<std::uint64_t>(value);
}

tl::unexpected<Error> no_duration(std::string_view text) {
  return fail(fmt::format("'{}' is not a duration (right would be 250ms, 5s or 1h30m)", text.substr(0, 40)));
}

tl::unexpected<Error> no_size(std::string_view text) {
  return fail(fmt::format("'{}' is not a size (right would be 4096, 64KiB or 16MiB)", text.substr(0, 40)));
}

tl::unexpected<Error> no_share(std::string_view text) {
  return fail(fmt::format("'{}' is not a share from 0% to 100% (right would be 5%)", text.substr(0, 40)));
}

}  // namespace

Expected<microseconds> parse_duration(std::string_view text) {
  if (text == "0") return microseconds(0);
  if (text.empty()) return no_duration(text);
  std::uint64_t total = 0;
  std::size_t next_unit = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const auto number = take_number(rest);
    if (!number) return no_duration(text);
    const auto name = take_unit(rest);
    while (next_unit < std::size(kTimes) && kTimes[next_unit].name != name) ++next_unit;
    const bool fraction_inside = number->find('.') != std::string_view::npos && !rest.empty();
    if (next_unit == std::size(kTimes) || fraction_inside) return no_duration(text);
    const auto part = times(*number, kTimes[next_unit++].factor, kLongest);
    if (!part || total + *part > kLongest) {
      return fail(fmt::format("duration '{}' is longer than 10,000 days", text.substr(0, 40)));
    }
    total += *part;
  }
  return microseconds(static_cast<microseconds::rep>(total));
}

std::string format_duration(microseconds duration) {
  if (duration == microseconds(0)) return "0s";
  std::string text = duration < microseconds(0) ? "-" : "";
  auto rest = static_cast<std::uint64_t>(duration < microseconds(0) ? -duration.count() : duration.count());
  for (const auto& unit : kTimes) {
    if (unit.name == "d") continue;  // 36h is how people speak of nights
    if (rest >= unit.factor) text += fmt::format("{}{}", rest / unit.factor, unit.name);
    rest %= unit.factor;
  }
  return text;
}

Expected<std::uint64_t> parse_size(std::string_view text) {
  std::string_view rest = text;
  const auto number = take_number(rest);
  if (!number) return no_size(text);
  for (const auto& unit : kSizes) {
    if (rest != unit.name && !(rest.empty() && unit.factor == 1)) continue;
    const bool part_of_a_byte = unit.factor == 1 && number->find('.') != std::string_view::npos;
    if (part_of_a_byte) return no_size(text);
    if (const auto bytes = times(*number, unit.factor, kLargest)) return *bytes;
    return fail(fmt::format("size '{}' is larger than 1024 TiB", text.substr(0, 40)));
  }
  return no_size(text);
}

std::string format_size(std::uint64_t bytes) {
  for (const auto& unit : kSizes) {
    if (bytes >= unit.factor && bytes % unit.factor == 0 && unit.factor > 1) {
      return fmt::format("{}{}", bytes / unit.factor, unit.name);
    }
  }
  return fmt::format("{}B", bytes);
}

Expected<double> parse_share(std::string_view text) {
  std::string_view rest = text;
  const auto number = take_number(rest);
  if (!number || rest != "%") return no_share(text);
  double percent = 0;
  std::from_chars(number->data(), number->data() + number->size(), percent);
  if (!(percent >= 0 && percent <= 100)) return no_share(text);
  return percent / 100;
}

std::string format_share(double share) { return fmt::format("{:.12g}%", share * 100); }

}  // namespace portalprobe
