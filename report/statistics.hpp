#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/clock.hpp"

namespace portalprobe {

/// Statistics of durations in any order; the values stay as they are. Of no values there is no statistic:
/// absent, never 0. All are pure, and may run on any thread.

/// The smallest value that at least the share `q` of all values does not exceed (nearest rank): always a
/// value that was measured, never one in between. `q` lies in 0 to 1; 0 asks for the smallest value.
std::optional<microseconds> quantile(std::span<const microseconds> values, double q);

/// The middle value; of an even number the mean of the two in the middle, cut to whole microseconds.
std::optional<microseconds> median(std::span<const microseconds> values);

/// What a set of durations looks like, each figure as defined above.
struct Spread {
  std::size_t count = 0;
  microseconds smallest{0};
  microseconds lower_quartile{0};  ///< quantile 0.25
  microseconds median{0};
  microseconds upper_quartile{0};  ///< quantile 0.75
  microseconds largest{0};

  /// The distance between the quartiles: how wide the middle half lies.
  microseconds interquartile_range() const { return upper_quartile - lower_quartile; }
  bool operator==(const Spread&) const = default;
};

std::optional<Spread> spread(std::span<const microseconds> values);

}  // namespace portalprobe
