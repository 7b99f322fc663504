#include "config/points_cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "config/wording.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostWholeDigits = 7;  // of Points::kMost
constexpr auto kMostDecimals = static_cast<std::size_t>(Points::kDigits);

constexpr std::string_view kRight =
    "a number such as 85,5 or 85.5, or nothing where the points are not known";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool are_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }
bool is_separator(char c) { return c == '.' || c == ','; }
char other_than(char separator) { return separator == '.' ? ',' : '.'; }

/// Whether `separator` parts groups of three digits, after a first one of up to three that does not begin
/// with 0.
bool are_thousands(std::string_view whole, char separator) {
  auto end = whole.find(separator);
  const auto first = whole.substr(0, end);
  if (!are_digits(first) || first.size() > 3 || first.front() == '0') return false;
  while (end != std::string_view::npos) {
    whole.remove_prefix(end + 1);
    end = whole.find(separator);
    const auto group = whole.substr(0, end);
    if (!are_digits(group) || group.size() != 3) return false;
  }
  return true;
}

std::string without(std::string_view text, char separator) {
  std::string digits(text);
  std::erase(digits, separator);
  return digits;
}

std::int64_t number_of(std::string_view digits) {
  std::int64_t number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

/// Points of the digits before and after the decimal mark.
Expected<Points> exact(std::string_view whole, std::string fraction) {
  if (fraction.size() > kMostDecimals)
    return fail(fmt::format("has more than {} decimal places (round it)", kMostDecimals));
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
  if (whole.size() > kMostWholeDigits) return fail("is more than any group can give");
  fraction.resize(kMostDecimals, '0');
  return Points::from_millionths(number_of(whole) * Points::kPerPoint + number_of(fraction));
}

tl::unexpected<Error> no_number(std::string_view cell) {
  return fail(fmt::format("{} is no number (right would be {})", shown(cell), kRight));
}

/// What a cell is that no number begins; absent: it may be one.
std::optional<std::string> what_else(std::string_view cell) {
  constexpr std::string_view kFormulaSigns[] = {"=", "+", "@", "\uFF1D", "\uFF0B", "\uFF20"};
  const auto begins = [cell](std::string_view sign) { return cell.starts_with(sign); };
  if (std::ranges::any_of(kFormulaSigns, begins))
    return fmt::format("{} is a formula (right would be its result: {})", shown(cell), kRight);
  if (cell.front() == '#')
    return fmt::format("{} is a spreadsheet's error (right would be {})", shown(cell), kRight);
  for (const std::string_view minus : {"-", "\u2212", "\uFF0D"}) {
    if (cell.starts_with(minus) && cell.size() > minus.size() && is_digit(cell[minus.size()]))
      return fmt::format("{} is negative or a formula (right would be {})", shown(cell), kRight);
  }
  return std::nullopt;
}

/// 1,234: a mark before decimals, or between thousands, or either.
Expected<WrittenPoints> read_with_one(std::string_view cell, std::size_t at) {
  const char separator = cell[at];
  const auto whole = cell.substr(0, at);
  const auto fraction = cell.substr(at + 1);
  if (!are_digits(whole) || !are_digits(fraction)) return no_number(cell);
  const auto value = exact(whole, std::string(fraction));
  if (!value) return fail(fmt::format("{} {}", shown(cell), value.error().message));
  WrittenPoints written{*value, separator, std::nullopt};
  if (are_thousands(cell, separator)) {
    const auto thousands = exact(without(cell, separator), "");
    if (thousands) written.otherwise = *thousands;
  }
  return written;
}

/// Several marks: thousands, and perhaps decimals after the other mark.
Expected<WrittenPoints> read_with_several(std::string_view cell, std::size_t last) {
  const bool all_same = std::ranges::count(cell, cell[last]) > 1;
  const char thousands = all_same ? cell[last] : other_than(cell[last]);
  const auto whole = all_same ? cell : cell.substr(0, last);
  const auto fraction = all_same ? std::string_view() : cell.substr(last + 1);
  if (!are_thousands(whole, thousands) || (!all_same && !are_digits(fraction))) return no_number(cell);
  const auto value = exact(without(whole, thousands), std::string(fraction));
  if (!value) return fail(fmt::format("{} {}", shown(cell), value.error().message));
  return WrittenPoints{*value, other_than(thousands), std::nullopt};
}

}  // namespace

Expected<WrittenPoints> read_points(std::string_view cell) {
  if (auto other = what_else(cell)) return fail(std::move(*other));
  const auto marks = std::ranges::count_if(cell, is_separator);
  const auto last = cell.find_last_of(".,");
  if (marks == 1) return read_with_one(cell, last);
  if (marks > 1) return read_with_several(cell, last);
  if (!are_digits(cell)) return no_number(cell);
  const auto value = exact(cell, "");
  if (!value) return fail(fmt::format("{} {}", shown(cell), value.error().message));
  return WrittenPoints{*value, '\0', std::nullopt};
}

}  // namespace portalprobe
