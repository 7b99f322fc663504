#include "probe/page/media_feature.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "probe/ascii.hpp"
#include "probe/page/css_length.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kBlank = " \t\r\n\f";
constexpr double kDotsPerPixel = 96;

enum class Measure { length, ratio, resolution, number };

/// A feature that has a size.
struct Sized {
  Measure measure = Measure::number;
  double value = 0;
};

std::optional<Sized> sized(std::string_view name, const Screen& screen) {
  const double ratio = screen.height > 0 ? 1.0 * screen.width / screen.height : 0;
  if (name == "width" || name == "device-width") return Sized{Measure::length, 1.0 * screen.width};
  if (name == "height" || name == "device-height") return Sized{Measure::length, 1.0 * screen.height};
  if (name == "aspect-ratio" || name == "device-aspect-ratio") return Sized{Measure::ratio, ratio};
  if (name == "resolution") return Sized{Measure::resolution, screen.density};
  if (name == "-webkit-device-pixel-ratio") return Sized{Measure::number, screen.density};
  if (name == "color") return Sized{Measure::number, 8};
  if (name == "-webkit-transform-3d") return Sized{Measure::number, 1};
  if (name == "color-index" || name == "monochrome" || name == "grid") return Sized{Measure::number, 0};
  return std::nullopt;
}

/// A feature that is one of several words, and the one that holds.
struct Worded {
  std::string_view name;
  std::string_view holds;
};

std::optional<Worded> worded(std::string_view name, const Screen& screen) {
  const Worded features[] = {
      {"orientation", screen.width > screen.height ? "landscape" : "portrait"},
      {"hover", screen.touch ? "none" : "hover"},
      {"any-hover", screen.touch ? "none" : "hover"},
      {"pointer", screen.touch ? "coarse" : "fine"},
      {"any-pointer", screen.touch ? "coarse" : "fine"},
      {"prefers-color-scheme", "light"},
      {"prefers-reduced-motion", "no-preference"},
      {"prefers-reduced-transparency", "no-preference"},
      {"prefers-reduced-data", "no-preference"},
      {"prefers-contrast", "no-preference"},
      {"forced-colors", "none"},
      {"inverted-colors", "none"},
      {"color-gamut", "srgb"},
      {"dynamic-range", "standard"},
      {"video-dynamic-range", "standard"},
      {"update", "fast"},
      {"overflow-block", "scroll"},
      {"overflow-inline", "scroll"},
      {"scripting", "enabled"},
      {"display-mode", "browser"},
  };
  const auto found = std::ranges::find(features, name, &Worded::name);
  return found == std::end(features) ? std::nullopt : std::optional(*found);
}

std::optional<double> read_ratio(std::string_view text) {
  const auto slash = text.find('/');
  const auto above = css_number(ascii::trim(text.substr(0, slash), kBlank));
  if (!above || !above->unit.empty() || slash == std::string_view::npos)
    return above && above->unit.empty() ? std::optional(above->value) : std::nullopt;
  const auto below = css_number(ascii::trim(text.substr(slash + 1), kBlank));
  if (!below || !below->unit.empty() || below->value == 0) return std::nullopt;
  return above->value / below->value;
}

std::optional<double> read_resolution(std::string_view text) {
  const auto number = css_number(text);
  if (!number) return std::nullopt;
  if (number->unit == "dppx" || number->unit == "x") return number->value;
  if (number->unit == "dpi") return number->value / kDotsPerPixel;
  if (number->unit == "dpcm") return number->value * 2.54 / kDotsPerPixel;
  return std::nullopt;
}

std::optional<double> read_number(std::string_view text) {
  const auto number = css_number(text);
  return number && number->unit.empty() ? std::optional(number->value) : std::nullopt;
}

std::optional<double> read(Measure measure, std::string_view text, const Screen& screen) {
  text = ascii::trim(text, kBlank);
  if (measure == Measure::length) return css_length(text, screen);
  if (measure == Measure::ratio) return read_ratio(text);
  if (measure == Measure::resolution) return read_resolution(text);
  return read_number(text);
}

Truth truth_of(bool holds) { return holds ? Truth::yes : Truth::no; }

/// Ratios and resolutions are fractions: 16/9 must equal itself.
bool is_equal(double a, double b) { return std::abs(a - b) < 1e-6; }

bool compares(double left, std::string_view sign, double right) {
  if (sign == "<") return left < right && !is_equal(left, right);
  if (sign == ">") return left > right && !is_equal(left, right);
  if (sign == "<=") return left < right || is_equal(left, right);
  if (sign == ">=") return left > right || is_equal(left, right);
  return is_equal(left, right);
}

Truth without_value(std::string_view name, const Screen& screen) {
  if (const auto feature = sized(name, screen)) return truth_of(feature->value != 0);
  const auto feature = worded(name, screen);
  if (!feature) return Truth::unknown;
  return truth_of(feature->holds != "none" && feature->holds != "no-preference");
}

Truth with_value(std::string_view name, std::string_view value, const Screen& screen) {
  std::string plain(name);
  std::string_view sign = "=";
  for (const std::string_view prefix : {"min-", "max-"}) {
    const auto at = plain.find(prefix);
    // Also -webkit-min-device-pixel-ratio.
    if (at != 0 && !(at == 8 && plain.starts_with("-webkit-"))) continue;
    plain.erase(at, prefix.size());
    sign = prefix == "min-" ? ">=" : "<=";
    break;
  }
  if (const auto feature = sized(plain, screen)) {
    const auto wanted = read(feature->measure, value, screen);
    return wanted ? truth_of(compares(feature->value, sign, *wanted)) : Truth::unknown;
  }
  const auto feature = sign == "=" ? worded(plain, screen) : std::nullopt;
  return feature ? truth_of(feature->holds == value) : Truth::unknown;
}

/// Takes a comparison off the front of `rest`, which begins with its first character.
std::string_view take_sign(std::string_view& rest) {
  const auto sign = rest.substr(0, rest.size() > 1 && rest[0] != '=' && rest[1] == '=' ? 2 : 1);
  rest.remove_prefix(sign.size());
  return sign;
}

std::string_view take_operand(std::string_view& rest) {
  const auto operand = rest.substr(0, rest.find_first_of("<>="));
  rest.remove_prefix(operand.size());
  return ascii::trim(operand, kBlank);
}

/// One comparison of a feature with a value, either of which may stand left.
Truth compared(std::string_view left, std::string_view sign, std::string_view right, const Screen& screen) {
  const auto on_left = sized(left, screen);
  const auto feature = on_left ? on_left : sized(right, screen);
  if (!feature) return Truth::unknown;
  const auto value = read(feature->measure, on_left ? right : left, screen);
  if (!value) return Truth::unknown;
  return truth_of(on_left ? compares(feature->value, sign, *value) : compares(*value, sign, feature->value));
}

Truth in_range(std::string_view rest, const Screen& screen) {
  const auto left = take_operand(rest);
  const auto sign = take_sign(rest);
  const auto middle = take_operand(rest);
  const auto first = compared(left, sign, middle, screen);
  if (rest.empty()) return first;
  const auto next_sign = take_sign(rest);
  const auto right = take_operand(rest);
  const bool same_way = sign.front() == next_sign.front() && sign.front() != '=';
  if (!rest.empty() || !same_way || !sized(middle, screen)) return Truth::unknown;
  return std::min(first, compared(middle, next_sign, right, screen));
}

}  // namespace

Truth media_feature(std::string_view text, const Screen& screen) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return text.find_first_of("<>=") == std::string_view::npos ? without_value(text, screen)
                                                               : in_range(text, screen);
  }
  return with_value(ascii::trim(text.substr(0, colon), kBlank), ascii::trim(text.substr(colon + 1), kBlank),
                    screen);
}

}  // namespace portalprobe
