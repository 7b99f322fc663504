#pragma once

namespace portalprobe {

/// The distributions that the statistics of this module rest on, and the only place that knows who computes
/// them. All are pure, and may run on any thread. Probabilities lie strictly between 0 and 1 where a quantile
/// is asked for.

/// The z that a standard normal variable does not exceed with probability `p`.
double normal_quantile(double p);
/// The probability that a standard normal variable exceeds `z`; precise in the far tail, too.
double normal_upper_tail(double z);
/// The t that a variable of Student's distribution with `degrees` of freedom (above 0, not always a whole
/// number) does not exceed with probability `p`.
double student_quantile(double p, double degrees);

/// The probability that a beta variable with the shapes `a` and `b` (above 0) is at most `x` (0 to 1): the
/// regularised incomplete beta function I_x(a, b).
double beta_below(double x, double a, double b);
/// 1 − I_x(a, b), precise where that is next to nothing.
double beta_above(double x, double a, double b);
/// The x for which I_x(a, b) is `p`.
double beta_quantile(double p, double a, double b);

}  // namespace portalprobe
