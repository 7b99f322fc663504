#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <vector>

namespace portalprobe::bench {

/// The smallest value that at least `share` (above 0, at most 1) of the values do not exceed. There must be
/// values.
inline std::chrono::microseconds quantile(std::vector<std::chrono::microseconds> values, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(static_cast<double>(values.size()) * share));
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace portalprobe::bench
