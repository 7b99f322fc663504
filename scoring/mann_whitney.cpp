#include "scoring/mann_whitney.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "scoring/distributions.hpp"
#include "scoring/dominance.hpp"
#include "scoring/rank_sum.hpp"

namespace portalprobe {
namespace {

/// Σ (t³ − t) over the runs of t same values.
double tie_term(const std::vector<double>& sorted) {
  double sum = 0;
  for (auto first = sorted.begin(); first != sorted.end();) {
    const auto last = std::upper_bound(first, sorted.end(), *first);
    const auto t = static_cast<double>(last - first);
    sum += t * t * t - t;
    first = last;
  }
  return sum;
}

double exact_p(double larger_u, std::size_t m, std::size_t n) {
  const std::size_t mirrored = m * n - static_cast<std::size_t>(larger_u);
  return std::min(1.0, 2 * RankSum(m, n, mirrored).at_most(mirrored));
}

double normal_p(double larger_u, double m, double n, double ties) {
  const double both = m + n;
  const double variance = m * n / 12 * (both + 1 - ties / (both * (both - 1)));
  if (!(variance > 0)) return 1;
  const double z = (larger_u - m * n / 2 - 0.5) / std::sqrt(variance);
  return std::min(1.0, 2 * normal_upper_tail(z));
}

}  // namespace

std::optional<MannWhitney> mann_whitney(std::span<const double> first, std::span<const double> second) {
  if (first.empty() || second.empty()) return std::nullopt;
  const auto a = sorted_copy(first);
  const auto b = sorted_copy(second);
  const auto m = static_cast<double>(a.size());
  const auto n = static_cast<double>(b.size());
  const auto net = dominance(a, b);
  const auto balance = static_cast<double>(std::accumulate(net.begin(), net.end(), std::int64_t{0}));
  std::vector<double> all(a.size() + b.size());
  std::ranges::merge(a, b, all.begin());
  const double ties = tie_term(all);

  MannWhitney result;
  result.u = (m * n + balance) / 2;
  const double larger_u = std::max(result.u, m * n - result.u);
  result.exact = !(ties > 0) && RankSum::fits(a.size(), b.size());
  result.p = result.exact ? exact_p(larger_u, a.size(), b.size()) : normal_p(larger_u, m, n, ties);
  return result;
}

}  // namespace portalprobe
