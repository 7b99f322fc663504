#include "core/points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace portalprobe {
namespace {

/// Millionths in one unit of the last of so many decimal places.
std::int64_t unit_of(int digits) {
  assert(digits >= 0 && digits <= Points::kDigits);
  std::int64_t unit = Points::kPerPoint;
  for (int i = 0; i < digits; ++i) unit /= 10;
  return unit;
}

/// `a` / `b` as a whole number, for `a` >= 0 and `b` > 0.
std::int64_t divided(std::int64_t a, std::int64_t b, Rounding rounding) {
  const std::int64_t whole = a / b;
  const std::int64_t rest = a % b;
  const std::int64_t other = b - rest;  // comparing with it spares doubling, which could overflow
  switch (rounding) {
    case Rounding::down:
      return whole;
    case Rounding::half_up:
      return rest >= other ? whole + 1 : whole;
    case Rounding::half_even:
      if (rest == other) return whole + whole % 2;
      return rest > other ? whole + 1 : whole;
  }
  return whole;
}

Points rounded_quotient(Points sum, std::int64_t count, int digits, Rounding rounding) {
  const std::int64_t unit = unit_of(digits);
  const std::int64_t sign = sum.millionths() < 0 ? -1 : 1;
  return Points::from_millionths(sign * divided(sign * sum.millionths(), count * unit, rounding) * unit);
}

bool is_in_range(double value) { return std::abs(value) <= static_cast<double>(Points::kMost); }

}  // namespace

std::optional<Points> Points::nearest(double value) {
  if (!is_in_range(value)) return std::nullopt;  // no number is in no range
  return from_millionths(std::llround(value * static_cast<double>(kPerPoint)));
}

std::optional<Points> Points::exactly(double value) {
  const auto points = nearest(value);
  if (!points) return std::nullopt;
  // A decimal of six places below a million is off by less than a thousandth of a millionth once it is
  // binary.
  const double off = value * static_cast<double>(kPerPoint) - static_cast<double>(points->count_);
  return std::abs(off) < 1e-3 ? points : std::nullopt;
}

Points rounded(Points points, int digits, Rounding rounding) {
  return rounded_quotient(points, 1, digits, rounding);
}

std::optional<Points> PointsMean::rounded(int digits, Rounding rounding) const {
  if (count <= 0) return std::nullopt;
  return rounded_quotient(sum, count, digits, rounding);
}

std::string points_text(Points points, int digits, char decimal_mark) {
  const std::int64_t count = points.millionths();
  const auto size = static_cast<std::uint64_t>(count < 0 ? -count : count);
  constexpr auto kPerPoint = static_cast<std::uint64_t>(Points::kPerPoint);
  std::string fraction = fmt::format("{:06}", size % kPerPoint);
  const auto needed = fraction.find_last_not_of('0') + 1;  // of zeros alone: npos + 1, which is 0
  fraction.resize(std::max(needed, static_cast<std::size_t>(std::clamp(digits, 0, Points::kDigits))));
  std::string text = (count < 0 ? "-" : "") + std::to_string(size / kPerPoint);
  return fraction.empty() ? text : text + decimal_mark + fraction;
}

}  // namespace portalprobe
