#include "probe/page/css_nth.hpp"

#include <string>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

/// A number with an optional sign; beyond a million it makes no difference.
std::optional<std::int32_t> read_signed(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
  if (digits.empty() || digits.size() != text.size()) return std::nullopt;
  constexpr std::int32_t kMost = 1'000'000;
  const auto number = ascii::read_number<std::int32_t>(text).value_or(kMost);
  const auto value = number < kMost ? number : kMost;
  return negative ? -value : value;
}

std::string without_blanks(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view(" \t\r\n\f").find(c) == std::string_view::npos) result += c;
  }
  return result;
}

}  // namespace

bool Nth::holds(std::int64_t index) const {
  const auto rest = index - b;
  if (a == 0) return rest == 0;
  return rest % a == 0 && rest / a >= 0;
}

std::optional<Nth> read_nth(std::string_view written) {
  if (written.size() > 100) return std::nullopt;
  const auto text = ascii::lower(ascii::trim(written, " \t\r\n\f"));
  if (text == "odd") return Nth{2, 1};
  if (text == "even") return Nth{2, 0};
  const auto n = text.find('n');
  if (n == std::string::npos) {
    const auto b = read_signed(text);
    return b ? std::optional(Nth{0, *b}) : std::nullopt;
  }
  const auto factor = std::string_view(text).substr(0, n);
  const auto rest = without_blanks(std::string_view(text).substr(n + 1));
  if (!rest.empty() && rest.front() != '+' && rest.front() != '-') return std::nullopt;
  const bool bare = factor.empty() || factor == "+" || factor == "-";
  const auto a = bare ? std::optional<std::int32_t>(factor == "-" ? -1 : 1) : read_signed(factor);
  const auto b = rest.empty() ? std::optional<std::int32_t>(0) : read_signed(rest);
  if (!a || !b) return std::nullopt;
  return Nth{*a, *b};
}

}  // namespace portalprobe
