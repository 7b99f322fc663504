#pragma once

#include <span>

#include "core/expected.hpp"
#include "core/judgement.hpp"
#include "scoring/demand.hpp"
#include "scoring/share_curve.hpp"

namespace portalprobe {

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
