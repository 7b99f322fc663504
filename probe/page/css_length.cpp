#include "probe/page/css_length.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <string>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kBlank = " \t\r\n\f";
constexpr std::size_t kMaxText = 1'000;
constexpr int kMaxDepth = 20;

double pixels_per(std::string_view unit, const Screen& screen) {
  const double wide = screen.width / 100.0;
  const double high = screen.height / 100.0;
  const struct {
    std::string_view name;
    double pixels;
  } units[] = {
      {"px", 1},
      {"em", 16},
      {"rem", 16},
      {"ex", 8},
      {"ch", 8},
      {"ic", 16},
      {"lh", 20},
      {"rlh", 20},
      {"in", 96},
      {"cm", 96 / 2.54},
      {"mm", 96 / 25.4},
      {"q", 96 / 101.6},
      {"pt", 96.0 / 72},
      {"pc", 16},
      {"vw", wide},
      {"svw", wide},
      {"lvw", wide},
      {"dvw", wide},
      {"vi", wide},
      {"vh", high},
      {"svh", high},
      {"lvh", high},
      {"dvh", high},
      {"vb", high},
      {"vmin", std::min(wide, high)},
      {"vmax", std::max(wide, high)},
  };
  const auto lower = ascii::lower(unit);
  const auto found = std::ranges::find(units, lower, [](const auto& row) { return row.name; });
  return found == std::end(units) ? 0 : found->pixels;
}

/// A value within calc(): a plain number or a length.
struct Quantity {
  double value = 0;
  bool is_length = false;
};
using Maybe = std::optional<Quantity>;

/// Reads sums and products. Bounded by the text's length and by the depth of its brackets.
class Calculation {
 public:
  Calculation(std::string_view text, const Screen& screen) : rest_(text), screen_(screen) {}

  Maybe whole() {
    const auto value = sum();
    return rest_.empty() ? value : std::nullopt;
  }

 private:
  Maybe sum() {
    auto left = product();
    while (left && (rest_.starts_with('+') || rest_.starts_with('-'))) {
      const double sign = rest_.front() == '+' ? 1 : -1;
      rest_.remove_prefix(1);
      const auto right = product();
      if (!right || right->is_length != left->is_length) return std::nullopt;
      left->value += sign * right->value;
    }
    return left;
  }

  Maybe product() {
    auto left = single();
    while (left && (rest_.starts_with('*') || rest_.starts_with('/'))) {
      const bool divides = rest_.front() == '/';
      rest_.remove_prefix(1);
      const auto right = single();
      if (!right || (right->is_length && (divides || left->is_length))) return std::nullopt;
      if (divides && right->value == 0) return std::nullopt;
      left->value = divides ? left->value / right->value : left->value * right->value;
      left->is_length = left->is_length || right->is_length;
    }
    return left;
  }

  Maybe single() {
    skip();
    auto value = rest_.empty() ? std::nullopt : ascii_number() ? number() : function();
    skip();
    return value;
  }

  bool ascii_number() const { return css_number(rest_).has_value(); }

  Maybe number() {
    const auto read = css_number(rest_);
    const auto letters = std::ranges::find_if_not(
        read->unit, [](char c) { return ascii::lower(c) >= 'a' && ascii::lower(c) <= 'z'; });
    const auto unit = read->unit.substr(0, static_cast<std::size_t>(letters - read->unit.begin()));
    rest_ = read->unit.substr(unit.size());
    if (unit.empty()) return Quantity{read->value, false};
    const double pixels = pixels_per(unit, screen_);
    if (pixels == 0) return std::nullopt;
    return Quantity{read->value * pixels, true};
  }

  Maybe function() {
    const auto open = rest_.find('(');
    if (open == std::string_view::npos || ++depth_ > kMaxDepth) return std::nullopt;
    const auto name = ascii::lower(rest_.substr(0, open));
    rest_.remove_prefix(open + 1);
    Maybe results[3] = {sum(), std::nullopt, std::nullopt};
    std::size_t count = 1;
    for (; rest_.starts_with(','); ++count) {
      rest_.remove_prefix(1);
      auto next = sum();
      if (name == "min" || name == "max") {
        next = extreme(results[0], next, name == "max");
        results[0] = next;
      } else if (count < std::size(results)) {
        results[count] = next;
      } else {
        return std::nullopt;
      }
    }
    if (!rest_.starts_with(')')) return std::nullopt;
    rest_.remove_prefix(1);
    --depth_;
    if (name == "clamp" && count == 3)
      return extreme(results[0], extreme(results[1], results[2], false), true);
    const bool fits = name == "min" || name == "max" || ((name == "calc" || name.empty()) && count == 1);
    return fits ? results[0] : std::nullopt;
  }

  static Maybe extreme(Maybe a, Maybe b, bool largest) {
    if (!a || !b || a->is_length != b->is_length) return std::nullopt;
    return (a->value < b->value) == largest ? b : a;
  }

  void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlank), rest_.size())); }

  std::string_view rest_;
  const Screen& screen_;
  int depth_ = 0;
};

}  // namespace

std::optional<CssNumber> css_number(std::string_view text) {
  const bool has_plus = text.starts_with('+');
  if (has_plus) text.remove_prefix(1);
  const auto digits = text.substr(!has_plus && text.starts_with('-') ? 1 : 0);
  if (digits.empty() || !(ascii::is_digit(digits[0]) ||
                          (digits[0] == '.' && digits.size() > 1 && ascii::is_digit(digits[1])))) {
    return std::nullopt;
  }
  CssNumber number;
  // "1em" is no number with an exponent.
  auto format = std::chars_format::general;
  const auto mantissa = digits.find_first_not_of("0123456789.");
  if (mantissa != std::string_view::npos && ascii::lower(digits[mantissa]) == 'e') {
    const auto after = digits.substr(mantissa + 1);
    const bool is_signed = after.starts_with('-') || after.starts_with('+');
    const auto power = after.substr(is_signed ? 1 : 0, 1);
    if (power.empty() || !ascii::is_digit(power.front())) format = std::chars_format::fixed;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.value, format);
  if (error != std::errc() || !std::isfinite(number.value)) return std::nullopt;
  number.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<double> css_length(std::string_view text, const Screen& screen) {
  text = ascii::trim(text, kBlank);
  if (text.empty() || text.size() > kMaxText) return std::nullopt;
  const auto value = Calculation(text, screen).whole();
  if (!value || !std::isfinite(value->value)) return std::nullopt;
  if (!value->is_length && value->value != 0) return std::nullopt;
  return value->value;
}

}  // namespace portalprobe
