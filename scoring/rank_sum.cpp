#include "scoring/rank_sum.hpp"

#include <algorithm>
#include <cassert>

namespace portalprobe {
namespace {

// Sums wrap around on the way: what comes out is below 2^128, so it is right nevertheless.
__extension__ typedef unsigned __int128 Count;  // NOLINT(modernize-use-using)

double orders(std::size_t m, std::size_t n) {
  double result = 1;
  for (std::size_t i = 1; i <= m; ++i) result *= static_cast<double>(n + i) / static_cast<double>(i);
  return result;
}

/// The product over i = 1 to m of (1 − q^(n + i)) / (1 − q^i), as far as q^largest.
std::vector<Count> coefficients(std::size_t m, std::size_t n, std::size_t largest) {
  std::vector<Count> counts(largest + 1);
  counts[0] = 1;
  for (std::size_t i = 1; i <= m; ++i) {
    for (std::size_t u = largest; u >= n + i; --u) counts[u] -= counts[u - (n + i)];
    for (std::size_t u = i; u <= largest; ++u) counts[u] += counts[u - i];
  }
  return counts;
}

}  // namespace

bool RankSum::fits(std::size_t m, std::size_t n) {
  const auto [smaller, larger] = std::minmax(m, n);
  return (smaller <= 8 && larger <= 100'000) || larger < 50;
}

RankSum::RankSum(std::size_t m, std::size_t n, std::size_t largest) {
  assert(fits(m, n) && largest <= m * n);
  const std::size_t smaller = std::min(m, n);
  const std::size_t larger = std::max(m, n);
  const double all = orders(smaller, larger);
  Count sum = 0;
  at_most_.reserve(largest + 1);
  for (const Count count : coefficients(smaller, larger, largest)) {
    sum += count;
    at_most_.push_back(static_cast<double>(sum) / all);
  }
}

}  // namespace portalprobe
