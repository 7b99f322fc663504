#include "scoring/hodges_lehmann.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "scoring/distributions.hpp"
#include "scoring/dominance.hpp"
#include "scoring/proportion.hpp"
#include "scoring/rank_sum.hpp"

namespace portalprobe {
namespace {

/// Numbers in the order of the doubles that they stand for, so that halving an interval of them ends at one.
std::uint64_t key_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

double value_of(std::uint64_t key) {
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;
  return std::bit_cast<double>((key & kSign) != 0 ? key ^ kSign : ~key);
}

/// The differences a − b of two sorted samples, none of which is kept.
class Differences {
 public:
  Differences(std::span<const double> a, std::span<const double> b) : a_(a), b_(b) {}

  std::uint64_t size() const { return std::uint64_t{a_.size()} * b_.size(); }

  /// The `rank`-th smallest, from 1.
  double at(std::uint64_t rank) const {
    std::uint64_t low = key_of(a_.front() - b_.back());
    std::uint64_t high = key_of(a_.back() - b_.front());
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (up_to(value_of(middle)) >= rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return value_of(low) + 0.0;  // and −0 is 0
  }

 private:
  /// How many are at most `bound`. Subtraction rounds, but keeps the order, so one pass over both will do.
  std::uint64_t up_to(double bound) const {
    std::uint64_t count = 0;
    std::size_t beyond = 0;  // so many of b are too small for the difference to be within the bound
    for (const double value : a_) {
      while (beyond < b_.size() && value - b_[beyond] > bound) ++beyond;
      count += b_.size() - beyond;
    }
    return count;
  }

  std::span<const double> a_;
  std::span<const double> b_;
};

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

bool has_ties(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> all(a.size() + b.size());
  std::ranges::merge(a, b, all.begin());
  return std::ranges::adjacent_find(all) != all.end();
}

/// The rank of the interval's ends, from below and from above; 0: none.
std::uint64_t exact_rank(std::size_t m, std::size_t n, double tail) {
  const std::size_t half = m * n / 2;  // U is at most that with a probability of a half and more
  const RankSum orders(m, n, half);
  const double reached = tail - 10 * std::numeric_limits<double>::epsilon();  // as R: 3/120 reaches 0.025
  std::size_t rank = 0;
  while (rank < half && orders.at_most(rank) < reached) ++rank;
  return rank;
}

std::uint64_t normal_rank(std::size_t m, std::size_t n, double tail) {
  const auto a = static_cast<double>(m);
  const auto b = static_cast<double>(n);
  const double rank = a * b / 2 - normal_quantile(1 - tail) * std::sqrt(a * b * (a + b + 1) / 12);
  return rank < 1 ? 0 : static_cast<std::uint64_t>(rank);
}

}  // namespace

Expected<Shift> hodges_lehmann(std::span<const double> first, std::span<const double> second,
                               double confidence) {
  if (first.empty() || second.empty()) return fail("there are no values to compare");
  if (!all_finite(first) || !all_finite(second)) {
    return fail("a shift is told of finite values only: leave out what was slower than any limit");
  }
  const auto a = sorted_copy(first);
  const auto b = sorted_copy(second);
  const Differences differences(a, b);
  const std::uint64_t count = differences.size();
  Shift shift;
  const double middle = differences.at((count + 1) / 2);
  shift.value = count % 2 == 1 ? middle : (middle + differences.at(count / 2 + 1)) / 2;
  shift.exact = a.size() < 50 && b.size() < 50 && !has_ties(a, b);
  const double tail = tail_of(confidence);
  const auto rank =
      shift.exact ? exact_rank(a.size(), b.size(), tail) : normal_rank(a.size(), b.size(), tail);
  if (rank == 0) return shift;
  shift.low = differences.at(rank);
  shift.high = differences.at(count + 1 - rank);
  return shift;
}

}  // namespace portalprobe
