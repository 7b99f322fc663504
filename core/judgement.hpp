#pragma once

#include <cstddef>
#include <optional>

#include "core/verdict.hpp"

namespace portalprobe {

struct Estimate {
  double value = 0;
  std::optional<double> low;  ///< absent: there is too little evidence for such an end
  std::optional<double> high;
  bool operator==(const Estimate&) const = default;
};

/// How alike the measurements of one night are in being over the limit.
struct NightCorrelation {
  /// The intraclass correlation: 1, a night is over the limit as a whole or not at all; 0, it says nothing of
  /// its measurements; below 0, nights are more alike than chance would make them.
  double correlation = 0;
  /// By how much the variance of the share over the limit, all measurements taken together, is larger than if
  /// they were independent: 1 + (m − 1) · correlation, m being the size of the night in which a measurement
  /// finds itself on average.
  double design_effect = 1;
  bool operator==(const NightCorrelation&) const = default;
};

/// A verdict with all that it rests on. The two intervals never contradict it, nor each other: `fail` means
/// that the quantile's lower end is above the limit and the share's above what is allowed, `pass` that both
/// upper ends are at most that.
struct Judgement {
  Verdict verdict = Verdict::insufficient;
  Reason reason = Reason::none;
  bool technical = false;  ///< of one sweep: says nothing of other nights
  std::size_t samples = 0;
  std::size_t nights = 0;  ///< 0 in a technical result
  /// Absent: too little was measured for any figure. They may be there beside `insufficient`.
  std::optional<Estimate> quantile;         ///< in the metric's unit; +infinity: slower than any limit
  std::optional<Estimate> share;            ///< over the limit, 0 to 1
  std::optional<double> effective_samples;  ///< as many independent ones would say as much about the share
  std::optional<NightCorrelation> correlation;  ///< of being over the limit; absent where nothing can be said
  /// p-values, one-sided, of the share being what is allowed: against `fail` and against `pass`. A verdict
  /// needs one of at most (1 − confidence) / 2. What is corrected over portals is `p_fail`.
  std::optional<double> p_fail;
  std::optional<double> p_pass;
  bool operator==(const Judgement&) const = default;
};

}  // namespace portalprobe
