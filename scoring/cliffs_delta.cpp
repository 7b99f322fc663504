#include "scoring/cliffs_delta.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <numeric>
#include <vector>

#include "scoring/distributions.hpp"
#include "scoring/dominance.hpp"
#include "scoring/proportion.hpp"

namespace portalprobe {
namespace {

/// Σ (dᵢ − δ)² over the values of one sample, dᵢ being what it dominates of the other, as a share.
double squares(const std::vector<std::int64_t>& net, double others, double delta) {
  double sum = 0;
  for (const std::int64_t wins : net) {
    const double apart = static_cast<double>(wins) / others - delta;
    sum += apart * apart;
  }
  return sum;
}

struct Bounds {
  double low;
  double high;
};

Bounds of_separate(double delta, double smaller, double z) {
  const double other = std::max(-1.0, (smaller - z * z) / (smaller + z * z));
  return delta > 0 ? Bounds{other, 1} : Bounds{-1, -other};
}

Bounds around(double delta, double variance, double z) {
  const double rest = 1 - delta * delta;
  const double reach = z * std::sqrt(variance) * std::sqrt(rest * rest + z * z * variance);
  const double below = rest + z * z * variance;
  const double middle = delta * rest;
  return {std::max(-1.0, (middle - reach) / below), std::min(1.0, (middle + reach) / below)};
}

}  // namespace

std::optional<CliffsDelta> cliffs_delta(std::span<const double> first, std::span<const double> second,
                                        double confidence) {
  if (first.empty() || second.empty()) return std::nullopt;
  const auto a = sorted_copy(first);
  const auto b = sorted_copy(second);
  const auto m = static_cast<double>(a.size());
  const auto n = static_cast<double>(b.size());
  const auto of_a = dominance(a, b);
  const auto of_b = dominance(b, a);
  const std::int64_t balance = std::accumulate(of_a.begin(), of_a.end(), std::int64_t{0});
  CliffsDelta delta;
  delta.value = static_cast<double>(balance) / (m * n);
  if (a.size() < 2 || b.size() < 2) return delta;

  const double z = normal_quantile(1 - tail_of(confidence));
  Bounds bounds{};
  if (std::abs(balance) == std::ssize(a) * std::ssize(b)) {
    bounds = of_separate(delta.value, std::min(m, n), z);
  } else {
    const double untied = m * n - static_cast<double>(tied_pairs(a, b));
    const double of_pairs = untied - m * n * delta.value * delta.value;
    const double unbiased =
        (n * n * squares(of_a, n, delta.value) + m * m * squares(of_b, m, -delta.value) - of_pairs) /
        (m * n * (m - 1) * (n - 1));
    const double least = (1 - delta.value * delta.value) / (m * n - 1);
    bounds = around(delta.value, std::max(unbiased, least), z);
  }
  delta.low = bounds.low;
  delta.high = bounds.high;
  return delta;
}

}  // namespace portalprobe
