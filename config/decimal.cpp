#include "config/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace portalprobe {
namespace {

/// The whole part without its thousands' separators; absent: they do not stand three digits apart.
std::optional<std::string> without_groups(std::string_view whole, char group) {
  std::string digits;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i] != group) {
      digits += whole[i];
    } else if (i == 0 || !(whole[i - 1] >= '0' && whole[i - 1] <= '9') || (whole.size() - i) % 4 != 0) {
      return std::nullopt;
    }
  }
  return digits;
}

std::optional<double> plain_number(const std::string& digits) {
  double value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, value, std::chars_format::fixed);
  const bool starts_well = !digits.empty() && digits.find_first_not_of("0123456789.-") == std::string::npos;
  return error == std::errc() && stopped == end && starts_well ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<double> parse_decimal(std::string_view text) {
  const auto last = text.find_last_of(".,");
  if (last == std::string_view::npos) return plain_number(std::string(text));
  const char separator = text[last];
  if (std::ranges::count(text, separator) > 1) {  // thousands, and no decimals
    const auto digits = without_groups(text, separator);
    return digits ? plain_number(*digits) : std::nullopt;
  }
  const auto whole = text.substr(0, last);
  const auto fraction = text.substr(last + 1);
  const bool alone = whole.find_first_of(".,") == std::string_view::npos;
  if (fraction.empty() || (alone && fraction.size() == 3)) return std::nullopt;
  const auto digits = without_groups(whole, separator == ',' ? '.' : ',');
  return digits ? plain_number(*digits + "." + std::string(fraction)) : std::nullopt;
}

}  // namespace portalprobe
