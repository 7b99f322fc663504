#include "scoring/quantile_interval.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "scoring/first_that.hpp"
#include "scoring/proportion.hpp"

namespace portalprobe {
namespace {

double chance_below(std::size_t rank, std::size_t count, double q) {
  return chance_of_at_most(static_cast<double>(rank - 1), static_cast<double>(count), q);
}

double chance_from(std::size_t rank, std::size_t count, double q) {
  return chance_of_at_least(static_cast<double>(rank), static_cast<double>(count), q);
}

std::size_t nearest_rank(std::size_t count, double q) {
  // 0.07 * 100 is a little over 7 in binary: without the slack the rank would be 8.
  const double rank = std::ceil(q * static_cast<double>(count) - 1e-9);
  return rank < 1 ? 1 : std::min(static_cast<std::size_t>(rank), count);
}

}  // namespace

QuantileRanks quantile_ranks(std::size_t count, double q, double confidence) {
  assert(q > 0 && q < 1 && confidence > 0 && confidence < 1);
  const double tail = tail_of(confidence);
  const std::size_t beyond = count + 1;
  const std::size_t too_high =
      first_that(1, beyond, [&](std::size_t rank) { return chance_below(rank, count, q) > tail; });
  const std::size_t high =
      first_that(1, beyond, [&](std::size_t rank) { return chance_from(rank, count, q) <= tail; });
  QuantileRanks ranks;
  ranks.coverage = 1;
  if (too_high > 1) {
    ranks.low = too_high - 1;
    ranks.coverage -= chance_below(*ranks.low, count, q);
  }
  if (high < beyond) {
    ranks.high = high;
    ranks.coverage -= chance_from(high, count, q);
  }
  return ranks;
}

std::optional<QuantileInterval> quantile_interval(std::span<const double> values, double q,
                                                  double confidence) {
  if (values.empty()) return std::nullopt;
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const auto ranks = quantile_ranks(sorted.size(), q, confidence);
  QuantileInterval interval;
  interval.value = sorted[nearest_rank(sorted.size(), q) - 1];
  if (ranks.low) interval.low = sorted[*ranks.low - 1];
  if (ranks.high) interval.high = sorted[*ranks.high - 1];
  interval.coverage = ranks.coverage;
  return interval;
}

std::size_t smallest_sample_for_upper_end(double q, double confidence) {
  assert(q > 0 && q < 1 && confidence > 0 && confidence < 1);
  // All values lie below the quantile with probability q to the power of their number.
  const double tail = tail_of(confidence);
  const double about = std::log(tail) / std::log(q);
  const auto around = static_cast<std::size_t>(about);
  return first_that(std::max<std::size_t>(around, 2) - 1, around + 2,
                    [&](std::size_t count) { return chance_from(count, count, q) <= tail; });
}

std::size_t smallest_sample_for_lower_end(double q, double confidence) {
  return smallest_sample_for_upper_end(1 - q, confidence);
}

}  // namespace portalprobe
