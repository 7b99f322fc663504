#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "core/groups.hpp"

namespace portalprobe {

/// Points of an evaluation as a whole number of millionths: 89.5 is 89.5, and 0.1 + 0.2 is 0.3. Sums are
/// exact, so a body does not lose a level to binary fractions. See docs/adr/0025.
class Points {
 public:
  static constexpr int kDigits = 6;  ///< decimal places that are kept
  static constexpr std::int64_t kPerPoint = 1'000'000;
  /// The largest number of points that anything may have. A million bodies of so many still add up without
  /// overflow.
  static constexpr std::int64_t kMost = 1'000'000;

  constexpr Points() = default;
  static constexpr Points from_millionths(std::int64_t count) {
    Points points;
    points.count_ = count;
    return points;
  }
  /// The nearest millionth, for points that were computed. Absent: no number, or beyond ±kMost.
  static std::optional<Points> nearest(double value);
  /// For points that somebody wrote down: absent also where the value has more decimal places than are kept.
  static std::optional<Points> exactly(double value);

  constexpr std::int64_t millionths() const { return count_; }

  constexpr Points& operator+=(Points other) {
    count_ += other.count_;
    return *this;
  }
  friend constexpr Points operator+(Points a, Points b) { return a += b; }
  friend constexpr Points operator-(Points a, Points b) { return from_millionths(a.count_ - b.count_); }
  friend constexpr Points operator-(Points a) { return from_millionths(-a.count_); }
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the defaulted comparison for a literal 0
  constexpr auto operator<=>(const Points&) const = default;

 private:
  std::int64_t count_ = 0;
};

/// What points that are in doubt are at least and at most; both ends belong to it.
struct PointsRange {
  Points low;
  Points high;
  bool operator==(const PointsRange&) const = default;
};

/// To so many decimal places, 0 to 6. Negative points are rounded as their magnitude is: half up goes away
/// from zero, down cuts the digits off.
Points rounded(Points points, int digits, Rounding rounding);

/// A mean as the fraction that it is, so that it is rounded once.
struct PointsMean {
  Points sum;
  std::int64_t count = 0;

  void add(Points points) {
    sum += points;
    ++count;
  }
  /// Absent: a mean of nothing.
  std::optional<Points> rounded(int digits, Rounding rounding) const;
  bool operator==(const PointsMean&) const = default;
};

/// With at least so many decimal places, and more where the points have them: no digit is ever lost. 7 and
/// two digits: `7.00`.
std::string points_text(Points points, int digits = 0, char decimal_mark = '.');

}  // namespace portalprobe
