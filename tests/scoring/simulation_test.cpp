// Verdicts on evaluations whose truth is known, thousands of each kind. The bounds are what the method
// promises; they leave the room that a simulation of this length needs, four of its own standard deviations.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "tests/scoring/made_evaluations.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kRuns = 2000;
constexpr std::uint64_t kSeed = 20261101;

double room(double share) { return 4 * std::sqrt(static_cast<double>(kRuns) * share * (1 - share)); }
double at_most(double share) { return static_cast<double>(kRuns) * share + room(share); }
double at_least(double share) { return static_cast<double>(kRuns) * share - room(share); }

Scene scene(std::string name, double p75, double correlation) {
  Scene made;
  made.name = std::move(name);
  made.p75 = p75;
  made.correlation = correlation;
  return made;
}

std::vector<Scene> at_the_limit() {
  std::vector<Scene> scenes = {scene("independent", 1, 0), scene("alike", 1, 0.3),
                               scene("very alike", 1, 0.5)};
  scenes.push_back(scene("few nights", 1, 0.3));
  scenes.back().nights = 14;
  scenes.push_back(scene("12 a night", 1, 0.5));
  scenes.back().per_night = 12;
  scenes.push_back(scene("uneven nights", 1, 0.3));
  scenes.back().uneven = true;
  scenes.push_back(scene("failures", 1, 0.3));
  scenes.back().failures = 0.1;
  scenes.push_back(scene("strata", 1, 0.3));
  scenes.back().strata = true;
  scenes.back().per_night = 8;
  return scenes;
}

// 25 % of the measurements over the limit is still a pass: the border on which either verdict is wrong.
TEST(SimulatedEvaluation, AtTheLimitIsRarelyDecided) {
  for (const auto& made : at_the_limit()) {
    SCOPED_TRACE(made.name);
    const auto tally = simulate(made, kRuns, kSeed, by_judging_nights);
    EXPECT_LE(static_cast<double>(tally.pass), at_most(0.05));
    EXPECT_LE(static_cast<double>(tally.fail), at_most(0.05));
  }
}

TEST(SimulatedEvaluation, ThatKeepsTheLimitWellPasses) {
  for (const double correlation : {0.0, 0.3}) {
    SCOPED_TRACE(correlation);
    const auto tally = simulate(scene("", 0.8, correlation), kRuns, kSeed, by_judging_nights);
    EXPECT_GE(static_cast<double>(tally.pass), at_least(0.9));
    EXPECT_EQ(tally.fail, 0U);
  }
}

TEST(SimulatedEvaluation, ThatMissesTheLimitClearlyFails) {
  for (const double correlation : {0.0, 0.3}) {
    SCOPED_TRACE(correlation);
    const auto tally = simulate(scene("", 1.25, correlation), kRuns, kSeed, by_judging_nights);
    EXPECT_GE(static_cast<double>(tally.fail), at_least(0.9));
    EXPECT_EQ(tally.pass, 0U);
  }
}

// Else the scenes would not show what they are made for.
TEST(SimulatedEvaluation, WouldBeDecidedWronglyIfAllWereTakenAsIndependent) {
  const auto tally = simulate(scene("", 1, 0.5), kRuns, kSeed, by_taking_all_as_independent);
  EXPECT_GT(static_cast<double>(tally.pass), at_least(0.15));
  EXPECT_GT(static_cast<double>(tally.fail), at_least(0.15));
}

TEST(SimulatedSweep, OfSixtyIsDecidedWhereThePortalIsClearlyFastOrSlow) {
  for (const double sigma : {0.3, 0.5}) {
    SCOPED_TRACE(sigma);
    Scene fast = scene("", 0.6, 0);
    fast.nights = 1;
    fast.per_night = 60;
    fast.sigma = sigma;
    Scene slow = fast;
    slow.p75 = 1.6;
    const auto of_fast = simulate(fast, kRuns, kSeed, by_judging_the_sweep);
    EXPECT_GE(static_cast<double>(of_fast.pass), at_least(0.95));
    EXPECT_EQ(of_fast.fail, 0U);
    const auto of_slow = simulate(slow, kRuns, kSeed, by_judging_the_sweep);
    EXPECT_GE(static_cast<double>(of_slow.fail), at_least(0.95));
    EXPECT_EQ(of_slow.pass, 0U);
  }
}

TEST(SimulatedSweep, AtTheLimitIsRarelyDecided) {
  Scene border = scene("", 1, 0);
  border.nights = 1;
  border.per_night = 60;
  const auto tally = simulate(border, kRuns, kSeed, by_judging_the_sweep);
  EXPECT_LE(static_cast<double>(tally.pass), at_most(0.025));
  EXPECT_LE(static_cast<double>(tally.fail), at_most(0.025));
}

}  // namespace
}  // namespace portalprobe
