#include "scoring/limit_test.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <limits>

#include "scoring/first_that.hpp"

namespace portalprobe {
namespace {

// Nightly shares are sums of fractions: 25 % may come out as a little more.
constexpr double kSlack = 1e-9;

double successes(const ShareEstimate& estimate) { return estimate.share * estimate.effective; }

Interval interval_of(const ShareEstimate& estimate, double confidence) {
  return proportion_interval(successes(estimate), estimate.effective, confidence);
}

/// The largest `doubt` of some points, whose shares move away from the first one's. Such a point can only be
/// in more doubt if it has a smaller effective number than all before it: a share that is further away, on as
/// many measurements, is proven better.
template <class Points, class Doubt>
double largest(Points first, Points last, Doubt doubt) {
  double result = 0;
  double fewest = std::numeric_limits<double>::infinity();
  for (; first != last; ++first) {
    if (first->estimate.effective >= fewest) continue;
    fewest = first->estimate.effective;
    result = std::max(result, doubt(first->estimate));
  }
  return result;
}

}  // namespace

LimitTest::LimitTest(std::vector<CurvePoint> curve, double allowed, double confidence)
    : curve_(std::move(curve)), allowed_(allowed), confidence_(confidence) {
  assert(!curve_.empty() && allowed > 0 && allowed < 1 && confidence >= 0.5 && confidence < 1);
  const double tail = tail_of(confidence);
  const std::size_t kept =
      first_that(0, curve_.size(), [this, tail](std::size_t point) { return so_few(point) <= tail; });
  if (kept < curve_.size()) high_ = curve_[kept].threshold;
  const std::size_t not_missed =
      first_that(0, curve_.size(), [this, tail](std::size_t point) { return so_many(point) >= tail; });
  if (not_missed > 0 && not_missed < curve_.size()) low_ = curve_[not_missed].threshold;
}

double LimitTest::quantile() const {
  const auto few = [this](const CurvePoint& point) { return point.estimate.share <= allowed_ + kSlack; };
  // The last point's share is 0.
  return std::ranges::find_if(curve_, few)->threshold;
}

std::size_t LimitTest::at(double limit) const {
  const auto beyond = std::ranges::upper_bound(curve_, limit, {}, &CurvePoint::threshold);
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(beyond - curve_.begin(), 1) - 1);
}

double LimitTest::so_many(std::size_t point) const {
  const auto chance = [this](const ShareEstimate& estimate) {
    return chance_of_at_least(successes(estimate), estimate.effective, allowed_);
  };
  const auto& here = curve_[point].estimate;
  if (here.share <= allowed_) return chance(here);  // no sign of a miss, so none to be put in doubt
  const auto up_to = static_cast<std::ptrdiff_t>(point) + 1;
  return largest(std::make_reverse_iterator(curve_.begin() + up_to), curve_.rend(), chance);
}

double LimitTest::so_few(std::size_t point) const {
  const auto chance = [this](const ShareEstimate& estimate) {
    return chance_of_at_most(successes(estimate), estimate.effective, allowed_);
  };
  const auto& here = curve_[point].estimate;
  if (here.share >= allowed_) return chance(here);
  return largest(curve_.begin() + static_cast<std::ptrdiff_t>(point), curve_.end(), chance);
}

Interval LimitTest::share_interval(double limit) const {
  const auto from = curve_.begin() + static_cast<std::ptrdiff_t>(at(limit));
  Interval interval;
  interval.high = largest(from, curve_.end(), [this](const ShareEstimate& estimate) {
    return interval_of(estimate, confidence_).high;
  });
  interval.low =
      1 - largest(std::make_reverse_iterator(from + 1), curve_.rend(), [this](const ShareEstimate& estimate) {
        return 1 - interval_of(estimate, confidence_).low;
      });
  const double tail = tail_of(confidence_);
  return in_line_with_test(interval, allowed_, chance_of_so_few(limit) <= tail,
                           chance_of_so_many(limit) < tail);
}

}  // namespace portalprobe
