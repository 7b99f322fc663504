#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/expected.hpp"
#include "scoring/demand.hpp"
#include "scoring/night_correlation.hpp"
#include "scoring/share_curve.hpp"
#include "scoring/verdict.hpp"

namespace portalprobe {

struct Estimate {
  double value = 0;
  std::optional<double> low;  ///< absent: there is too little evidence for such an end
  std::optional<double> high;
  bool operator==(const Estimate&) const = default;
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
};

/// The verdict of an evaluation: of all nights, by `NightlyShare` and `LimitTest`. Strata that weigh 0 and
/// nights without values are left out. Figures need two nights of every stratum with a weight. The error says
/// what is wrong with the demand, the weights or the values. Pure; any thread.
Expected<Judgement> judge_nights(std::span<const NightValues> nights, std::span<const double> weights,
                                 const Effort& effort, const Demand& demand);

/// A technical result: the values of one sweep, taken as independent, by order statistics
/// (`quantile_interval`) and Clopper's and Pearson's interval of the share, which are the same test. Nights
/// are not asked for.
Expected<Judgement> judge_sweep(std::span<const double> values, const Effort& effort, const Demand& demand);

}  // namespace portalprobe
