#include "report/score_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/standing_words.hpp"

namespace portalprobe {
namespace {

constexpr int kDigits = 3;
constexpr int kMostDigits = 9;

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string rounded_text(double value, int digits) {
  return without_trailing_zeros(fmt::format("{:.{}f}", value, digits));
}

/// Digits that tell it from the limit and from 0.
std::string telling_text(double value, double limit) {
  for (int digits = kDigits; digits < kMostDigits; digits += 3) {
    std::string text = rounded_text(value, digits);
    const bool misleads =
        (value != 0 && text == "0") || (value != limit && text == rounded_text(limit, digits));
    if (!misleads) return text;
  }
  return rounded_text(value, kMostDigits);
}

std::string number_text(double value, double limit, bool is_duration, Language language) {
  if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
  const double unit = is_duration ? 1e6 : 1;
  std::string text = telling_text(value / unit, limit / unit);
  std::ranges::replace(text, '.', decimal_mark(language));
  return text;
}

std::string unit_of(bool is_duration, Language language) {
  return !is_duration ? "" : language == Language::vi ? " giây" : " s";
}

}  // namespace

std::string value_text(double value, double limit, bool is_duration, Language language) {
  const std::string unit = std::isinf(value) ? "" : unit_of(is_duration, language);
  return number_text(value, limit, is_duration, language) + unit;
}

std::string limit_text(double limit, bool is_duration, Language language) {
  return value_text(limit, limit, is_duration, language);
}

std::string interval_text(const Estimate& estimate, double limit, bool is_duration, Language language) {
  const auto end = [&](const std::optional<double>& value) {
    return value ? number_text(*value, limit, is_duration, language) : "?";
  };
  const bool any_number =
      (estimate.low && std::isfinite(*estimate.low)) || (estimate.high && std::isfinite(*estimate.high));
  return fmt::format("{}–{}{}", end(estimate.low), end(estimate.high),
                     any_number ? unit_of(is_duration, language) : "");
}

std::string percent_text(double share, Language language) {
  std::string text = rounded_text(share * 100, 1);
  // All and nothing are said of all and nothing alone.
  if (text == "100" && share < 1) text = ">99.9";
  if (text == "0" && share > 0) text = "<0.1";
  std::ranges::replace(text, '.', decimal_mark(language));
  return text + " %";
}

std::string demand_text(const Threshold& threshold, Language language) {
  const std::string limit =
      limit_text(threshold.limit, is_duration(threshold.readings.at(0).metric), language);
  if (language == Language::en)
    return fmt::format("{} at most {}", statistic_name(threshold.allowed_over), limit);
  // As fine as files can say it: hundredths of a percent.
  std::string share = rounded_text((1 - threshold.allowed_over) * 100, 2);
  std::ranges::replace(share, '.', ',');
  return fmt::format("{} % số lần đo không quá {}", share, limit);
}

}  // namespace portalprobe
