#pragma once

#include <optional>
#include <span>

#include "core/expected.hpp"

namespace portalprobe {

struct Shift {
  double value = 0;           ///< in the samples' unit
  std::optional<double> low;  ///< absent together: the samples are too small for the confidence
  std::optional<double> high;
  bool exact = false;  ///< the interval is from U's exact distribution
  bool operator==(const Shift&) const = default;
};

/// By how much the first sample's values are larger than the second's (Hodges and Lehmann 1963): the median
/// of all m · n differences, of an even number the mean of the middle two.
///
/// The interval belongs to Mann's and Whitney's test: it goes from the k-th smallest to the k-th largest
/// difference. If no two values are the same and both samples have fewer than 50, k is the smallest number
/// for which P(U <= k) reaches (1 − confidence) / 2, as in R's `wilcox.test(exact = TRUE, conf.int = TRUE)`;
/// where k is 0 there is no interval (R gives one of less confidence). Else it is the whole part of
/// m n / 2 − z · √(m n (m + n + 1) / 12) (Hollander and Wolfe 1999, 4.3): always differences that were
/// observed, where R solves for a root. Ties make it a little wider than needed.
///
/// Refused: an empty sample, and values that are not finite, since two of "slower than any limit" have no
/// difference; compare the others, and say how many these were. Time for each of the at most four differences
/// that are looked up is (m + n) · 64 steps, whatever m · n is; memory m + n. Pure; any thread.
Expected<Shift> hodges_lehmann(std::span<const double> first, std::span<const double> second,
                               double confidence);

}  // namespace portalprobe
