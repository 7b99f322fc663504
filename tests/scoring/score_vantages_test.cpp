// What several vantages say together, and whose failures on the way are.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "tests/scoring/made_samples.hpp"

namespace portalprobe {
namespace {

void three_vantages(MadeSamples& made, double one, double two, double three) {
  made.order.evaluation->vantages = {"da-nang", "ha-noi", "hcm"};
  made.portal("p");
  made.nights(16, "p", one, "ha-noi", "AS1");
  made.nights(16, "p", two, "da-nang", "AS2");
  made.nights(16, "p", three, "hcm", "AS1");
}

TEST(Scores, OfThreeVantagesTheMajorityDecides) {
  MadeSamples made;
  three_vantages(made, 1, 1.1, 9);
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::pass);
  EXPECT_FALSE(line(card).result.one_vantage);
  ASSERT_EQ(line(card).result.vantages.size(), 3U);
  EXPECT_EQ(shown(line(card)).verdict, Verdict::pass);
  EXPECT_EQ(line(card).result.vantages[2].vantage_id, "hcm");
  EXPECT_EQ(line(card).result.vantages[2].verdict, Verdict::fail);
}

TEST(Scores, VantagesThatDisagreeAreNoVerdict) {
  MadeSamples made;
  three_vantages(made, 1, 9, 1);  // those that agree share a network
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::inconclusive);
  EXPECT_EQ(line(card).result.reason, Reason::vantages_disagree);
}

struct NetworkCase {
  const char* name;
  std::vector<const char*> vantages;
  bool is_portals;
};

TEST(Scores, NetworkFailuresThatMostVantagesSawAtOnceAreThePortals) {
  const NetworkCase rules[] = {{"one alone", {"ha-noi"}, false},
                               {"two on one network", {"ha-noi", "hcm"}, false},
                               {"two on two networks", {"ha-noi", "da-nang"}, true},
                               {"all", {"ha-noi", "da-nang", "hcm"}, true}};
  for (const auto& rule : rules) {
    MadeSamples made;
    three_vantages(made, 1, 1, 1);
    for (auto& sample : made.samples) {
      const auto& vantage = made.order.sweeps[sample.sweep].vantage_id;
      if (sample.round < 5 && std::ranges::find(rule.vantages, vantage) != rule.vantages.end())
        MadeSamples::fails(sample, Outcome::connect_timed_out, Side::network);
    }
    const auto card = made.judge();
    ASSERT_TRUE(card);
    for (const auto& vantage : line(card).result.vantages) {
      const bool saw = std::ranges::find(rule.vantages, vantage.vantage_id) != rule.vantages.end();
      EXPECT_EQ(vantage.failed, saw && rule.is_portals ? 80U : 0U) << rule.name << vantage.vantage_id;
      EXPECT_EQ(vantage.left_out.of(LeftOut::network), saw && !rule.is_portals ? 80U : 0U) << rule.name;
      EXPECT_EQ(vantage.verdict, saw && rule.is_portals ? Verdict::fail : Verdict::pass) << rule.name;
    }
  }
}

TEST(Scores, NetworkFailuresOfDifferentHoursHaveNothingToDoWithEachOther) {
  MadeSamples made;
  three_vantages(made, 1, 1, 1);
  for (auto& sample : made.samples) {
    const auto& vantage = made.order.sweeps[sample.sweep].vantage_id;
    if (vantage == "da-nang") sample.at += std::chrono::hours(3);
    if (sample.round < 5 && vantage != "hcm")
      MadeSamples::fails(sample, Outcome::connect_timed_out, Side::network);
  }
  const auto card = made.judge();
  ASSERT_TRUE(card);
  for (const auto& vantage : line(card).result.vantages) EXPECT_EQ(vantage.failed, 0U);
  EXPECT_EQ(line(card).result.verdict, Verdict::pass);
}

TEST(Scores, APortalThatHidesFromHalfOfTheVantagesIsNotJudgedByTheOthers) {
  for (const bool walled : {true, false}) {
    MadeSamples made;
    three_vantages(made, 1, 1, 1);
    for (auto& sample : made.samples) {
      if (made.order.sweeps[sample.sweep].vantage_id == "ha-noi") continue;
      MadeSamples::fails(sample, walled ? Outcome::blocked : Outcome::moved,
                         walled ? Side::protection : Side::portal);
    }
    const auto card = made.judge();
    ASSERT_TRUE(card);
    EXPECT_EQ(line(card).result.verdict, Verdict::insufficient);
    EXPECT_EQ(line(card).result.reason, walled ? Reason::too_many_walls : Reason::moved);
    EXPECT_FALSE(card->portals[0].rank);
  }
}

}  // namespace
}  // namespace portalprobe
