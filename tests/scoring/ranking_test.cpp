#include "scoring/ranking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "tests/support/evaluations.hpp"

namespace portalprobe {
namespace {

using testing_evaluations::range;

using Ranges = std::vector<PointsRange>;
using Bounds = std::vector<std::pair<std::size_t, std::size_t>>;

Ranges certain(const std::vector<double>& totals) {
  Ranges ranges;
  for (const double total : totals) ranges.push_back(range(total, total));
  return ranges;
}

Bounds bounds_of(const Ranges& totals) {
  Bounds bounds;
  for (const auto& rank : ranks_of(totals)) bounds.emplace_back(rank.first, rank.last);
  return bounds;
}

std::vector<std::size_t> tiers_of(const Ranges& totals) {
  std::vector<std::size_t> tiers;
  for (const auto& rank : ranks_of(totals)) tiers.push_back(rank.tier);
  return tiers;
}

bool surely_better(const PointsRange& a, const PointsRange& b) { return a.low > b.high; }

/// Coarse, so that ends often meet; a third of them without doubt.
Ranges random_ranges(std::mt19937_64& random) {
  std::uniform_int_distribution<std::int64_t> count(1, 40);
  std::uniform_int_distribution<std::int64_t> low(0, 60);
  std::uniform_int_distribution<std::int64_t> width(-4, 8);
  Ranges ranges(static_cast<std::size_t>(count(random)));
  for (auto& one : ranges) {
    const auto begin = low(random);
    one = {Points::from_millionths(begin),
           Points::from_millionths(begin + std::max<std::int64_t>(0, width(random)))};
  }
  return ranges;
}

TEST(Ranking, OfCertainTotalsIsTheOneOfCompetitions) {
  const auto ranks = ranks_of(certain({80, 92.5, 80, 61}));
  EXPECT_EQ(ranks[1].first, 1U);
  EXPECT_EQ(ranks[0].first, 2U);
  EXPECT_EQ(ranks[2].first, 2U);
  EXPECT_EQ(ranks[3].first, 4U);
  for (const auto& rank : ranks) EXPECT_FALSE(rank.banded);
}

TEST(Ranking, GivesEachBodyTheRanksThatItsRangeLeavesOpen) {
  EXPECT_EQ(bounds_of({range(88, 95), range(80, 90), range(70, 82)}), (Bounds{{1, 2}, {1, 3}, {2, 3}}));
  EXPECT_EQ(bounds_of({range(90, 95), range(80, 85), range(70, 75)}), (Bounds{{1, 1}, {2, 2}, {3, 3}}));
}

TEST(Ranking, CannotTellApartWhatSharesAValue) {
  EXPECT_EQ(bounds_of({range(80, 90), range(90, 95)}), (Bounds{{1, 2}, {1, 2}}));
  EXPECT_EQ(bounds_of({range(80, 89.999999), range(90, 95)}), (Bounds{{2, 2}, {1, 1}}));
}

TEST(Ranking, OfOneValueWithinAnothersRangeIsABandForBoth) {
  const auto ranks = ranks_of(Ranges{range(85, 85), range(80, 90), range(85, 85)});
  for (const auto& rank : ranks) {
    EXPECT_EQ(rank.first, 1U);
    EXPECT_EQ(rank.last, 3U);
    EXPECT_TRUE(rank.banded);
  }
}

TEST(Ranking, OfRangesThatAllOverlapLeavesEveryRankOpen) {
  Ranges ranges;
  for (int i = 0; i < 50; ++i) ranges.push_back(range(i, 50 + i));
  for (const auto& rank : ranks_of(ranges)) {
    EXPECT_EQ(rank.first, 1U);
    EXPECT_EQ(rank.last, 50U);
    EXPECT_TRUE(rank.banded);
    EXPECT_EQ(rank.tier, 1U);
  }
}

TEST(Ranking, KnowsTiersEvenWhereNeighboursOverlapInAChain) {
  EXPECT_EQ(tiers_of({range(60, 65), range(88, 95), range(64, 70), range(80, 90), range(30, 30)}),
            (std::vector<std::size_t>{2, 1, 2, 1, 3}));
}

TEST(Ranking, OfNoneAndOfOne) {
  EXPECT_TRUE(ranks_of({}).empty());
  EXPECT_EQ(bounds_of(certain({50})), (Bounds{{1, 1}}));
  const auto alone = ranks_of(Ranges{range(40, 60)});
  EXPECT_EQ(alone[0].last, 1U);
  EXPECT_FALSE(alone[0].banded);
}

TEST(Ranking, IsWhatComparingEveryPairGives) {
  std::mt19937_64 random(1);
  for (int run = 0; run < 2'000; ++run) {
    const Ranges ranges = random_ranges(random);
    const auto ranks = ranks_of(ranges);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      std::size_t better = 0;
      std::size_t worse = 0;
      bool banded = false;
      for (std::size_t j = 0; j < ranges.size(); ++j) {
        const PointsRange& other = ranges[j];
        better += surely_better(other, ranges[i]) ? 1U : 0U;
        worse += surely_better(ranges[i], other) ? 1U : 0U;
        const bool apart = surely_better(other, ranges[i]) || surely_better(ranges[i], other);
        const bool tied = other.low == other.high && other == ranges[i];
        if (j != i && !apart && !tied) banded = true;
      }
      ASSERT_EQ(ranks[i].first, 1 + better);
      ASSERT_EQ(ranks[i].last, ranges.size() - worse);
      ASSERT_EQ(ranks[i].banded, banded);
      for (std::size_t j = 0; j < ranges.size(); ++j) {
        ASSERT_TRUE(ranks[i].tier >= ranks[j].tier || surely_better(ranges[i], ranges[j]));
      }
    }
  }
}

TEST(Ranking, PutsABorderBetweenTiersWhereverItCan) {
  std::mt19937_64 random(2);
  for (int run = 0; run < 2'000; ++run) {
    const Ranges ranges = random_ranges(random);
    const auto ranks = ranks_of(ranges);
    // A cut that parts all bodies into surely better and surely worse lies between two tiers, and nowhere
    // else.
    std::size_t borders = 0;
    for (std::int64_t cut = 0; cut < 70; ++cut) {
      const Points at = Points::from_millionths(cut);
      const auto above = [at](const auto& one) { return one.low >= at; };
      const auto below = [at](const auto& one) { return one.high < at; };
      const bool parts =
          std::ranges::all_of(ranges, [&](const auto& one) { return above(one) || below(one); });
      const bool is_first = std::ranges::any_of(ranges, [&](const auto& one) { return one.low == at; });
      if (parts && is_first && std::ranges::any_of(ranges, below)) ++borders;
    }
    std::size_t tiers = 0;
    for (const auto& rank : ranks) tiers = std::max(tiers, rank.tier);
    ASSERT_EQ(tiers, borders + 1);
  }
}

TEST(Ranking, HoldsWhateverTheTrueTotalsAre) {
  std::mt19937_64 random(3);
  for (int run = 0; run < 2'000; ++run) {
    const Ranges ranges = random_ranges(random);
    const auto ranks = ranks_of(ranges);
    std::vector<std::int64_t> truth;
    for (const auto& one : ranges) {
      truth.push_back(std::uniform_int_distribution(one.low.millionths(), one.high.millionths())(random));
    }
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const auto rank = 1 + static_cast<std::size_t>(
                                std::ranges::count_if(truth, [&](auto other) { return other > truth[i]; }));
      ASSERT_GE(rank, ranks[i].first);
      ASSERT_LE(rank, ranks[i].last);
    }
  }
}

TEST(Ranking, DoesNotDependOnTheOrderOfTheBodies) {
  std::mt19937_64 random(4);
  for (int run = 0; run < 500; ++run) {
    const Ranges ranges = random_ranges(random);
    const auto ranks = ranks_of(ranges);
    std::vector<std::size_t> order(ranges.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::shuffle(order, random);
    Ranges shuffled;
    for (const auto i : order) shuffled.push_back(ranges[i]);
    const auto again = ranks_of(shuffled);
    for (std::size_t i = 0; i < order.size(); ++i) ASSERT_EQ(again[i], ranks[order[i]]);
  }
}

}  // namespace
}  // namespace portalprobe
