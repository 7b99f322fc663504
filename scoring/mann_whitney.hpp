#pragma once

#include <optional>
#include <span>

namespace portalprobe {

struct MannWhitney {
  double u = 0;  ///< pairs in which the first sample's value is the larger one; a tie is half a pair
  double p = 1;  ///< two-sided
  bool exact = false;
  bool operator==(const MannWhitney&) const = default;
};

/// Mann's and Whitney's test (1947) of two independent samples for one tending to larger values than the
/// other. Only the order counts: +infinity (slower than any limit) is a value like any other. NaN is not
/// allowed; absent if a sample is empty.
///
/// The p-value is exact if no two values are the same and both samples have fewer than 50, or one of them at
/// most 8 (and the other at most 100,000). Else U is taken as normal, with its variance corrected for ties
/// and its distance from the mean reduced by a half: both as R's `wilcox.test` has them. If all values are
/// the same, p is 1. O(n log n); pure; any thread.
std::optional<MannWhitney> mann_whitney(std::span<const double> first, std::span<const double> second);

}  // namespace portalprobe
