#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "scoring/proportion.hpp"
#include "scoring/share_curve.hpp"

namespace portalprobe {

/// Tests every limit that there can be by one rule, and so has an interval of the quantile and one of the
/// share that never contradict each other: a limit is proven to be kept at or above `high`, to be missed
/// below `low`.
///
/// At one limit, the share over it is a binomial proportion of the curve's effective number of measurements.
/// The effective number is estimated anew at every limit, and jumps. So that nothing is proven of a limit
/// that would not be proven of a more generous one, too, the doubt at a limit is the largest of all limits
/// on its far side: those above it where a pass is to be proven, those below it for a fail. This only adds
/// doubt.
///
/// Pure after it was made; any thread.
class LimitTest {
 public:
  /// `curve` as `share_curve` makes it; `allowed` is the share that may be over the limit (0 to 1, both
  /// excluded): the quantile is that of 1 − allowed.
  LimitTest(std::vector<CurvePoint> curve, double allowed, double confidence);

  /// The smallest value over which no more than the allowed share lies: a value that was measured.
  double quantile() const;
  /// Ends of the quantile's interval, values that were measured (or +infinity). Absent: there are too few
  /// nights for such an end.
  std::optional<double> low() const { return low_; }
  std::optional<double> high() const { return high_; }

  /// Of the share over `limit`.
  ShareEstimate share(double limit) const { return curve_[at(limit)].estimate; }
  Interval share_interval(double limit) const;

  /// The chance of a share over `limit` as large as this one or larger, were the true one what is allowed:
  /// below the tail of the confidence, `limit` is missed.
  double chance_of_so_many(double limit) const { return so_many(at(limit)); }
  /// The chance of one as small or smaller: within the tail, `limit` is kept.
  double chance_of_so_few(double limit) const { return so_few(at(limit)); }

 private:
  std::size_t at(double limit) const;  ///< the point that `limit` belongs to
  double so_many(std::size_t point) const;
  double so_few(std::size_t point) const;

  std::vector<CurvePoint> curve_;
  double allowed_;
  double confidence_;
  std::optional<double> low_;
  std::optional<double> high_;
};

}  // namespace portalprobe
