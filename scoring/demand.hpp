#pragma once

#include <cstddef>

#include "core/expected.hpp"

namespace portalprobe {

/// What a criterion asks of one threshold.
struct Demand {
  double limit = 0;             ///< in the metric's unit; a measurement of just that is within it
  double allowed_share = 0.25;  ///< of the measurements may be over it: 0.25 asks for the 75th percentile
  double confidence = 0.95;     ///< of the two-sided intervals, at least 0.5
  std::size_t min_samples = 1;
  std::size_t min_nights = 14;      ///< of an evaluation
  double min_share_of_planned = 0;  ///< 0 to 1
  double max_share_of_walls = 1;    ///< 0 to 1, of all that was taken
  bool lower_bound = false;  ///< the metric can prove that a page is too slow, never that it is fast enough
  bool default_action = false;  ///< the target is a stand-in that nobody configured: it cannot pass either
  bool operator==(const Demand&) const = default;
};

/// What was meant to be measured, and what kept it from being so.
struct Effort {
  std::size_t planned = 0;
  std::size_t taken = 0;  ///< samples of any outcome
  std::size_t walls = 0;  ///< of these, kept out as a robot
  bool operator==(const Effort&) const = default;
};

/// The error says which number is out of its range, and what the range is.
Expected<void> check(const Demand& demand);

}  // namespace portalprobe
