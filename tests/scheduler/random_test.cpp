#include "scheduler/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace portalprobe {
namespace {

TEST(Random, GivesTheSameNumbersOnEveryMachine) {
  // The reference implementations of splitmix64 and xoshiro256**, seeded with 1.
  Random random(1);
  EXPECT_EQ(random.next(), 12966619160104079557ULL);
  EXPECT_EQ(random.next(), 9600361134598540522ULL);
  EXPECT_EQ(random.next(), 10590380919521690900ULL);
}

TEST(Random, StaysBelowItsBoundAndReachesAllOfIt) {
  Random random(7);
  std::vector<int> seen(10);
  for (int i = 0; i < 10000; ++i) ++seen.at(random.below(10));
  for (const int count : seen) {
    EXPECT_GT(count, 850);
    EXPECT_LT(count, 1150);
  }
  EXPECT_EQ(random.below(0), 0U);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, IsEvenForBoundsThatDoNotDivideItsRange) {
  Random random(3);
  const std::uint64_t bound = 3ULL << 62U;  // plain remainders would favour the lowest third twofold
  int low = 0;
  for (int i = 0; i < 10000; ++i) low += random.below(bound) < bound / 3 ? 1 : 0;
  EXPECT_NEAR(low, 3333, 200);
}

TEST(Random, ShufflesWithoutLosingAnything) {
  Random random(5);
  std::vector<int> items(100);
  std::iota(items.begin(), items.end(), 0);
  auto shuffled = items;
  random.shuffle(shuffled);
  EXPECT_NE(shuffled, items);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(shuffled, items);
}

TEST(Random, PutsEveryItemAtEveryPlaceEquallyOften) {
  Random random(11);
  int first_stays = 0;
  for (int i = 0; i < 6000; ++i) {
    std::vector<int> items = {0, 1, 2};
    random.shuffle(items);
    first_stays += items[0] == 0 ? 1 : 0;
  }
  EXPECT_NEAR(first_stays, 2000, 150);
}

}  // namespace
}  // namespace portalprobe
