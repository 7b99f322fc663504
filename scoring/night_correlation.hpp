#pragma once

#include <optional>
#include <span>

#include "scoring/night_count.hpp"

namespace portalprobe {

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

/// The estimator from the one-way analysis of variance for groups of different sizes,
/// (MSB − MSW) / (MSB + (n0 − 1) · MSW) with n0 = (N − Σ n² / N) / (k − 1) (Donner 1986; Ridout, Demétrio and
/// Firth 1999). Differences between strata are no correlation: sums of squares are taken within strata and
/// added up. Absent where nothing can be said: one night only, one measurement a night, or all of them on the
/// same side of the limit. Pure; any thread.
std::optional<NightCorrelation> night_correlation(std::span<const NightCount> counts);

}  // namespace portalprobe
