#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace portalprobe {

inline std::vector<double> sorted_copy(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  return sorted;
}

/// Of two sorted samples: for each value of the first, how many of the second lie below it less how many lie
/// above it. O(n log m).
inline std::vector<std::int64_t> dominance(std::span<const double> sorted, std::span<const double> others) {
  std::vector<std::int64_t> result;
  result.reserve(sorted.size());
  for (const double value : sorted) {
    const auto [first, last] = std::equal_range(others.begin(), others.end(), value);
    result.push_back((first - others.begin()) - (others.end() - last));
  }
  return result;
}

/// How many values of `others` are the same as one of `sorted`, summed over these. Both sorted.
inline std::int64_t tied_pairs(std::span<const double> sorted, std::span<const double> others) {
  std::int64_t pairs = 0;
  for (const double value : sorted) {
    const auto [first, last] = std::equal_range(others.begin(), others.end(), value);
    pairs += last - first;
  }
  return pairs;
}

}  // namespace portalprobe
