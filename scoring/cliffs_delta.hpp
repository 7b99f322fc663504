#pragma once

#include <optional>
#include <span>

namespace portalprobe {

struct CliffsDelta {
  double value = 0;           ///< −1 to 1
  std::optional<double> low;  ///< absent together: a sample of one value has no interval
  std::optional<double> high;
  bool operator==(const CliffsDelta&) const = default;
};

/// Cliff's delta (1993): of all pairs, the share in which the first sample's value is the larger one less the
/// share in which it is the smaller one. 1: the first sample is larger throughout.
///
/// The interval is Cliff's asymmetric one (1996; recommended by Feng and Cliff 2004), with the variance that
/// is estimated without bias, never below (1 − δ²) / (m · n − 1), and the normal quantile z:
///
///     ( δ − δ³ ± z s √( (1 − δ²)² + z² s² ) ) / ( 1 − δ² + z² s² )
///
/// Where δ is 1 the variance says nothing: the other end is (k − z²) / (k + z²), k being the smaller sample's
/// size (and likewise for −1). +infinity is a value like any other; NaN is not allowed; absent if a sample is
/// empty. O(n log n); pure; any thread.
std::optional<CliffsDelta> cliffs_delta(std::span<const double> first, std::span<const double> second,
                                        double confidence);

}  // namespace portalprobe
