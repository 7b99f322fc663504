#pragma once

#include <optional>
#include <span>

#include "core/judgement.hpp"
#include "scoring/night_count.hpp"

namespace portalprobe {

/// The estimator from the one-way analysis of variance for groups of different sizes,
/// (MSB − MSW) / (MSB + (n0 − 1) · MSW) with n0 = (N − Σ n² / N) / (k − 1) (Donner 1986; Ridout, Demétrio and
/// Firth 1999). Differences between strata are no correlation: sums of squares are taken within strata and
/// added up. Absent where nothing can be said: one night only, one measurement a night, or all of them on the
/// same side of the limit. Pure; any thread.
std::optional<NightCorrelation> night_correlation(std::span<const NightCount> counts);

}  // namespace portalprobe
