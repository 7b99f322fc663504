#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace portalprobe {

/// The ranks, from 1, of the ordered values between which a quantile lies. Absent: so few values have no such
/// end.
struct QuantileRanks {
  std::optional<std::size_t> low;
  std::optional<std::size_t> high;
  double coverage = 0;  ///< the probability that the quantile lies between them: never below what was asked
  bool operator==(const QuantileRanks&) const = default;
};

/// The interval of the quantile `q` (0 to 1, both excluded) of any distribution from `count` independent
/// values, without a word on its shape: as many values as a binomial variable B(count, q) counts do not
/// exceed the quantile. `low` is the largest rank with P(B < low) <= (1 − confidence) / 2, `high` the
/// smallest with P(B >= high) <= (1 − confidence) / 2 (David and Nagaraja, Order Statistics, 7.1).
QuantileRanks quantile_ranks(std::size_t count, double q, double confidence);

struct QuantileInterval {
  double value = 0;  ///< nearest rank: the smallest value that at least the share `q` does not exceed
  std::optional<double> low;
  std::optional<double> high;
  double coverage = 0;
  bool operator==(const QuantileInterval&) const = default;
};

/// The same as values. They may come in any order, and +infinity stands for one that is only known to be
/// larger than all others: where it is an end, the interval is open there. NaN is not allowed. Of no values:
/// absent.
std::optional<QuantileInterval> quantile_interval(std::span<const double> values, double q,
                                                  double confidence);

/// The smallest number of values whose interval has an upper end: 13 for q = 0.75 at 95 %.
std::size_t smallest_sample_for_upper_end(double q, double confidence);
/// The smallest whose interval has a lower end: 3 for q = 0.75 at 95 %.
std::size_t smallest_sample_for_lower_end(double q, double confidence);

}  // namespace portalprobe
