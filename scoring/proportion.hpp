#pragma once

namespace portalprobe {

struct Interval {
  double low = 0;
  double high = 0;
  bool operator==(const Interval&) const = default;
};

/// What is left on either side of a two-sided interval of `confidence`: 0.025 at 0.95.
inline double tail_of(double confidence) { return (1 - confidence) / 2; }

/// Statistics of `successes` among `trials`, where each trial succeeds with the same probability and knows
/// nothing of the others. Neither need be a whole number: an effective sample size is none. In between, the
/// binomial distribution goes on as the beta distribution to which it belongs (Clopper and Pearson 1934; used
/// so by Korn and Graubard 1998). 0 <= successes <= trials, trials > 0. Pure; any thread.

/// Clopper's and Pearson's exact two-sided interval of the probability of success.
Interval proportion_interval(double successes, double trials, double confidence);

/// The same interval where a test has decided already: at most `allowed` (kept), more (missed), or neither.
/// An end that meets `allowed` comes from an inversion, and a last digit must not say otherwise than the
/// test.
Interval in_line_with_test(Interval interval, double allowed, bool kept, bool missed);

/// The probability of at least so many successes if each has the probability `share` (0 to 1, both excluded).
double chance_of_at_least(double successes, double trials, double share);
/// The probability of at most so many.
double chance_of_at_most(double successes, double trials, double share);

}  // namespace portalprobe
