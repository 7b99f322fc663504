#pragma once

#include <optional>
#include <span>

namespace portalprobe {

struct MeanInterval {
  double mean = 0;
  double low = 0;
  double high = 0;
  bool operator==(const MeanInterval&) const = default;
};

/// Student's t-interval of the mean of shares, each 0 to 1, each counting alike: mean ± t(n − 1) · s / √n,
/// cut to 0 to 1. Absent for fewer than two shares, and for shares that are all the same: no spread is no
/// proof that there is none, and an interval of no width would decide out of nothing. Verdicts are given by
/// `NightlyShare`, which has an answer there; this is what it is compared with. Pure; any thread.
std::optional<MeanInterval> mean_interval(std::span<const double> shares, double confidence);

}  // namespace portalprobe
