#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/expected.hpp"
#include "scoring/nightly_share.hpp"

namespace portalprobe {

/// The measurements of one stratum of one night, in any order and unit. +infinity: slower than any limit.
struct NightValues {
  std::int64_t night = 0;
  std::size_t stratum = 0;
  std::vector<double> values;
};

/// What the share over a limit is as long as the limit lies between `threshold` and the next point's.
struct CurvePoint {
  double threshold = 0;
  ShareEstimate estimate;
};

/// The share over every limit that there can be: one point for each different value, rising, after one below
/// them all (threshold −infinity, share 1). Shares never rise. Refused as by `NightlyShare::make`, and for a
/// value that is not a number. Takes time with (values · (log values + nights)), memory with the values.
Expected<std::vector<CurvePoint>> share_curve(std::span<const NightValues> nights,
                                              std::span<const double> weights, double confidence);

/// How many values of each night lie over `limit`.
std::vector<NightCount> count_over(std::span<const NightValues> nights, double limit);

}  // namespace portalprobe
