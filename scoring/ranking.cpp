#include "scoring/ranking.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace portalprobe {
namespace {

std::size_t count_above(const std::vector<Points>& sorted, Points value) {
  return static_cast<std::size_t>(sorted.end() - std::ranges::upper_bound(sorted, value));
}

std::size_t count_below(const std::vector<Points>& sorted, Points value) {
  return static_cast<std::size_t>(std::ranges::lower_bound(sorted, value) - sorted.begin());
}

/// The ends of all ranges, each kind in ascending order.
struct Ends {
  std::vector<Points> lows;
  std::vector<Points> highs;
  std::vector<Points> certain;  ///< values of totals without doubt

  explicit Ends(std::span<const PointsRange> totals) {
    for (const auto& total : totals) {
      assert(total.low <= total.high);
      lows.push_back(total.low);
      highs.push_back(total.high);
      if (total.low == total.high) certain.push_back(total.low);
    }
    std::ranges::sort(lows);
    std::ranges::sort(highs);
    std::ranges::sort(certain);
  }

  /// How many totals without doubt are the same as this one, itself included; 0 for one in doubt.
  std::size_t ties_of(const PointsRange& total) const {
    if (total.low != total.high) return 0;
    const auto same = std::equal_range(certain.begin(), certain.end(), total.low);
    return static_cast<std::size_t>(same.second - same.first);
  }
};

/// A tier ends where everything that follows lies wholly below all that is in it.
void set_tiers(std::span<const PointsRange> totals, std::vector<Rank>& ranks) {
  std::vector<std::size_t> order(totals.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return totals[a].high > totals[b].high; });
  std::size_t tier = 1;
  Points lowest;  // of the tier so far
  for (std::size_t i = 0; i < order.size(); ++i) {
    const PointsRange& total = totals[order[i]];
    const bool begins = i > 0 && total.high < lowest;
    if (begins) ++tier;
    lowest = i == 0 || begins ? total.low : std::min(lowest, total.low);
    ranks[order[i]].tier = tier;
  }
}

}  // namespace

std::vector<Rank> ranks_of(std::span<const PointsRange> totals) {
  const Ends ends(totals);
  std::vector<Rank> ranks;
  ranks.reserve(totals.size());
  for (const auto& total : totals) {
    Rank rank;
    rank.first = 1 + count_above(ends.lows, total.high);
    rank.last = totals.size() - count_below(ends.highs, total.low);
    rank.banded = rank.first != rank.last && rank.last - rank.first + 1 != ends.ties_of(total);
    ranks.push_back(rank);
  }
  set_tiers(totals, ranks);
  return ranks;
}

}  // namespace portalprobe
