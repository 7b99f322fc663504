#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/expected.hpp"
#include "scoring/night_count.hpp"

namespace portalprobe {

struct ShareEstimate {
  double share = 0;  ///< over the limit: the weighted mean over strata of the mean over nights
  /// As many independent measurements would say as much about it, at the confidence that was asked.
  double effective = 0;
  bool operator==(const ShareEstimate&) const = default;
};

/// The weights, made to add up to 1. Refused: one below 0 or not finite, or all 0.
Expected<std::vector<double>> normalised_weights(std::span<const double> weights);

/// The share of measurements over a limit, with the night as the unit: measurements of one night are alike,
/// and a hundred of them may say no more than one. Every night of a stratum counts the same, however many
/// measurements it has.
///
/// With w the strata's weights (made to add up to 1), k their numbers of nights and p the nightly shares,
///
///     share    = Σ_s w_s · mean_s,   mean_s = Σ_i p_is / k_s
///     variance = Σ_i ( Σ_s w_s / k_s · √(k_s / (k_s − 1)) · (p_is − mean_s) )²
///
/// which for one stratum is the variance s² / k of a mean, and takes in that strata of one night are alike,
/// too. The effective number of measurements is Korn's and Graubard's (1998; the rule by which the United
/// States' National Center for Health Statistics publishes proportions, Parker and others 2017):
///
///     share · (1 − share) / variance · (t(N − 1) / t(degrees))²
///
/// t being the quantiles of Student's distribution that belong to the confidence, N the number of
/// measurements, and the degrees of freedom nights − strata. It is never more than independent measurements
/// would have. Where all measurements are on one side of the limit, the variance says nothing, and each night
/// counts as one measurement: that holds however strongly a night's measurements hang together. Nights that
/// weigh differently count as Kish's effective number of them, (Σ c)² / Σ c².
///
/// Pure after it was made; any thread.
class NightlyShare {
 public:
  /// `layout` says which nights and strata there are (`over` is not looked at), `weights` what the strata
  /// weigh. Refused: a night's stratum twice, of no size or of no weight; a stratum with a weight and fewer
  /// than two nights; weights below 0 or all 0.
  static Expected<NightlyShare> make(std::span<const NightCount> layout, std::span<const double> weights,
                                     double confidence);

  /// `over` holds the numbers of measurements over the limit, in the order of the layout.
  ShareEstimate estimate(std::span<const std::size_t> over) const;

  double nights() const { return nights_; }  ///< effective number, see above
  std::size_t samples() const { return samples_; }

 private:
  struct Group {
    std::size_t place;  ///< in the layout
    std::int64_t night;
    std::size_t stratum;
    double size;
    double to_mean;   ///< 1 / k
    double to_error;  ///< w / k · √(k / (k − 1))
  };

  NightlyShare() = default;
  Expected<void> add_groups(std::span<const NightCount> layout, std::span<const double> weights);
  void count_nights(double confidence, std::size_t strata);
  double variance(std::span<const std::size_t> over, std::span<const double> means) const;

  std::vector<Group> groups_;    ///< by night
  std::vector<double> weights_;  ///< of all strata, sum 1
  std::size_t samples_ = 0;
  double nights_ = 0;
  double independent_ = 0;  ///< what `effective` would be if all measurements were independent
  double for_degrees_ = 1;  ///< (t(N − 1) / t(degrees))²
};

}  // namespace portalprobe
