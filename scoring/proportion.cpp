#include "scoring/proportion.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "scoring/distributions.hpp"

namespace portalprobe {

Interval proportion_interval(double successes, double trials, double confidence) {
  assert(successes >= 0 && successes <= trials && trials > 0 && confidence > 0 && confidence < 1);
  const double failures = trials - successes;
  const double tail = tail_of(confidence);
  return {successes > 0 ? beta_quantile(tail, successes, failures + 1) : 0,
          failures > 0 ? beta_quantile(1 - tail, successes + 1, failures) : 1};
}

Interval in_line_with_test(Interval interval, double allowed, bool kept, bool missed) {
  const double more = std::nextafter(allowed, 1);
  return {missed ? std::max(interval.low, more) : std::min(interval.low, allowed),
          kept ? std::min(interval.high, allowed) : std::max(interval.high, more)};
}

double chance_of_at_least(double successes, double trials, double share) {
  assert(successes >= 0 && successes <= trials && share > 0 && share < 1);
  return successes > 0 ? beta_below(share, successes, trials - successes + 1) : 1;
}

double chance_of_at_most(double successes, double trials, double share) {
  assert(successes >= 0 && successes <= trials && share > 0 && share < 1);
  return successes < trials ? beta_above(share, successes + 1, trials - successes) : 1;
}

}  // namespace portalprobe
