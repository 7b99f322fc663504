#include "report/statistics.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace portalprobe {
namespace {

/// Index of the value of nearest rank among `count` sorted ones.
std::size_t rank_index(std::size_t count, double q) {
  assert(count > 0 && q >= 0 && q <= 1);
  // 0.07 * 100 is a little over 7 in binary: without the slack the rank would be 8.
  const double rank = std::ceil(q * static_cast<double>(count) - 1e-9);
  return rank < 1 ? 0 : std::min(static_cast<std::size_t>(rank), count) - 1;
}

microseconds middle(std::span<const microseconds> sorted) {
  const std::size_t half = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return sorted[half];
  return sorted[half - 1] + (sorted[half] - sorted[half - 1]) / 2;
}

std::vector<microseconds> sorted_copy(std::span<const microseconds> values) {
  std::vector<microseconds> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  return sorted;
}

}  // namespace

std::optional<microseconds> quantile(std::span<const microseconds> values, double q) {
  if (values.empty()) return std::nullopt;
  std::vector<microseconds> copy(values.begin(), values.end());
  const auto place = copy.begin() + static_cast<std::ptrdiff_t>(rank_index(copy.size(), q));
  std::ranges::nth_element(copy, place);
  return *place;
}

std::optional<microseconds> median(std::span<const microseconds> values) {
  if (values.empty()) return std::nullopt;
  return middle(sorted_copy(values));
}

std::optional<Spread> spread(std::span<const microseconds> values) {
  if (values.empty()) return std::nullopt;
  const auto sorted = sorted_copy(values);
  const auto at = [&sorted](double q) { return sorted[rank_index(sorted.size(), q)]; };
  return Spread{sorted.size(), sorted.front(), at(0.25), middle(sorted), at(0.75), sorted.back()};
}

}  // namespace portalprobe
