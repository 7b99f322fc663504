#include "scoring/portal_results.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "scoring/threshold_points.hpp"

namespace portalprobe {
namespace {

Threshold threshold(const std::string& id, double points) {
  Threshold threshold;
  threshold.id = id;
  threshold.readings.resize(1);
  threshold.limit = 2.5e6;
  threshold.points = points;
  return threshold;
}

/// A card whose lines are told verdict by verdict; values in seconds.
struct MadeCard {
  explicit MadeCard(std::vector<Threshold> thresholds) {
    card.criterion.thresholds = std::move(thresholds);
    card.evaluation_id = "made";
  }
  void portal(const std::string& id) {
    Portal portal;
    portal.id = id;
    portal.verified = std::chrono::year(2026) / 10 / 1;
    portals.push_back(std::move(portal));
  }
  void line(const std::string& portal, const std::string& role, Verdict verdict, double value = 1,
            double low = 1, double high = 1, std::size_t threshold = 0, Reason reason = Reason::none) {
    TargetResult line;
    line.portal_id = portal;
    line.target_id = role;
    line.role = role;
    line.threshold = threshold;
    line.result.verdict = verdict;
    line.result.reason = reason;
    VantageResult vantage;
    Judgement judgement;
    judgement.quantile = Estimate{value * 1e6, low * 1e6, high * 1e6};
    vantage.segments.push_back({"", judgement});
    line.result.vantages.push_back(vantage);
    card.verdicts.push_back(std::move(line));
  }
  const ScoreCard& done() {
    add_portal_results(card, portals, std::vector<SideCounts>(portals.size()));
    return card;
  }
  ScoreCard card;
  std::vector<Portal> portals;
};

constexpr double kNone = -1;

struct CombinationCase {
  const char* name;
  RoleCombination combine;
  Verdict home, search;
  double points;
  Verdict verdict;
};

class RoleCombinations : public ::testing::TestWithParam<CombinationCase> {};

TEST_P(RoleCombinations, GivePointsAndAVerdict) {
  const auto& rule = GetParam();
  MadeCard made({threshold("load", 12)});
  made.card.criterion.combine = rule.combine;
  made.card.criterion.role_weights = {{"home", 2}, {"search", 1}};
  made.card.criterion.for_inconclusive = 0.5;
  made.portal("p");
  made.line("p", "home", rule.home);
  made.line("p", "search", rule.search);
  const auto& result = made.done().portals.at(0);
  EXPECT_EQ(result.verdict, rule.verdict);
  if (rule.points == kNone) {
    EXPECT_FALSE(result.points);
    EXPECT_FALSE(result.rank);
  } else {
    ASSERT_TRUE(result.points);
    EXPECT_EQ(*result.points, *Points::exactly(rule.points));
    EXPECT_TRUE(result.rank);
  }
}

constexpr auto kWorst = RoleCombination::worst;
constexpr auto kAll = RoleCombination::all;
constexpr auto kWeighted = RoleCombination::weighted;
constexpr auto kPass = Verdict::pass;
constexpr auto kFail = Verdict::fail;
constexpr auto kDoubt = Verdict::inconclusive;
constexpr auto kThin = Verdict::insufficient;

INSTANTIATE_TEST_SUITE_P(
    Scores, RoleCombinations,
    ::testing::Values(CombinationCase{"worst_of_passes", kWorst, kPass, kPass, 12, kPass},
                      CombinationCase{"worst_fails", kWorst, kPass, kFail, 0, kFail},
                      CombinationCase{"worst_is_in_doubt", kWorst, kDoubt, kPass, 6, kDoubt},
                      CombinationCase{"worst_is_thin", kWorst, kThin, kPass, kNone, kThin},
                      CombinationCase{"a_proven_fail_is_worse_than_thin_evidence", kWorst, kThin, kFail, 0,
                                      kFail},
                      CombinationCase{"all_pass", kAll, kPass, kPass, 12, kPass},
                      CombinationCase{"all_but_one", kAll, kPass, kFail, 0, kFail},
                      CombinationCase{"all_with_thin_evidence_and_a_fail", kAll, kThin, kFail, 0, kFail},
                      CombinationCase{"weighted_home_passes", kWeighted, kPass, kFail, 8, kFail},
                      CombinationCase{"weighted_search_passes", kWeighted, kFail, kPass, 4, kFail},
                      CombinationCase{"weighted_doubt", kWeighted, kPass, kDoubt, 10, kDoubt},
                      CombinationCase{"weighted_thin", kWeighted, kPass, kThin, kNone, kThin}),
    [](const auto& test) { return test.param.name; });

TEST(PortalResults, WithinARoleTheWorstTargetCounts) {
  MadeCard made({threshold("load", 12)});
  made.portal("p");
  made.line("p", "home", kPass);
  made.line("p", "home", kFail);
  EXPECT_EQ(made.done().portals.at(0).verdict, kFail);
  EXPECT_EQ(made.card.portals.at(0).thresholds.at(0).line, 1U);
}

TEST(PortalResults, PointsFallByStepsAndTheirDoubtIsTheValues) {
  auto graded = threshold("load", 12);
  graded.steps = {{2.5e6, 12}, {4e6, 6}};
  MadeCard made({graded});
  made.portal("p");
  made.line("p", "home", kFail, 3, 2.6, 4.5);
  const auto& result = made.done().portals.at(0);
  EXPECT_EQ(result.points, Points::exactly(6));
  ASSERT_TRUE(result.range);
  EXPECT_EQ(result.range->low, Points{});
  EXPECT_EQ(result.range->high, *Points::exactly(6));
}

TEST(PortalResults, ALowerBoundPromisesNoPoints) {
  auto graded = threshold("load", 12);
  graded.slope = PointSlope{2.5e6, 5e6};
  graded.readings[0].lower_bound = true;
  MadeCard made({graded});
  made.portal("p");
  made.line("p", "home", kFail, 3, 2.75, 3.5);
  const auto& result = made.done().portals.at(0);
  EXPECT_EQ(result.points, Points::exactly(9.6));
  EXPECT_EQ(result.range->low, Points{});
}

TEST(PortalResults, PointsAreRoundedAsTheCriterionSays) {
  auto graded = threshold("load", 10);
  graded.slope = PointSlope{2e6, 5e6};
  for (const auto& [rounding, points] :
       {std::pair(Rounding::half_up, 6.67), std::pair(Rounding::down, 6.66)}) {
    MadeCard made({graded});
    made.card.criterion.rounding = rounding;
    made.portal("p");
    made.line("p", "home", kFail, 3, 3, 3);
    EXPECT_EQ(made.done().portals.at(0).points, Points::exactly(points));
  }
}

TEST(PortalResults, PortalsWhosePointsMayBeTheSameShareABandOfRanks) {
  auto graded = threshold("load", 10);
  graded.slope = PointSlope{2e6, 4e6};
  for (const bool bands : {true, false}) {
    MadeCard made({graded});
    made.card.criterion.rank_bands = bands ? RankBands::overlapping : RankBands::none;
    for (const char* id : {"a", "b", "c"}) made.portal(id);
    made.line("a", "home", kFail, 2.6, 2.5, 2.8);
    made.line("b", "home", kFail, 2.7, 2.6, 2.9);
    made.line("c", "home", kFail, 3.6, 3.5, 3.8);
    const auto& portals = made.done().portals;
    EXPECT_EQ(portals[0].rank->last, bands ? 2U : 1U);
    EXPECT_EQ(portals[1].rank->first, bands ? 1U : 2U);
    EXPECT_EQ(portals[2].rank->first, 3U);
  }
}

TEST(PortalResults, SaysWhyAPortalIsNotRanked) {
  MadeCard made({threshold("load", 12), threshold("response", 8)});
  made.card.criterion.required_roles = {"home"};
  for (const char* id : {"no-home", "no-response", "unverified", "moved"}) made.portal(id);
  made.portals[2].verified.reset();
  made.line("no-home", "search", kPass);
  made.line("no-home", "search", kPass, 1, 1, 1, 1);
  made.line("no-response", "home", kPass);
  made.line("unverified", "home", kPass);
  made.line("moved", "home", kThin, 1, 1, 1, 0, Reason::moved);
  made.line("moved", "home", kPass, 1, 1, 1, 1);
  const auto& card = made.done();
  const auto why = [&card](const char* id) {
    for (const auto& portal : card.portals) {
      if (portal.portal.id == id) return portal.reasons.at(0);
    }
    return PortalReason{};
  };
  EXPECT_EQ(why("no-home"), (PortalReason{Unscored::role_missing, "", "home"}));
  EXPECT_EQ(why("no-response"), (PortalReason{Unscored::not_measured, "response", ""}));
  EXPECT_EQ(why("unverified"), (PortalReason{Unscored::not_verified, "", ""}));
  EXPECT_EQ(why("moved"), (PortalReason{Unscored::moved, "load", "home"}));
  for (const auto& portal : card.portals) {
    EXPECT_FALSE(portal.rank) << portal.portal.id;
    EXPECT_FALSE(portal.points) << portal.portal.id;
  }
}

TEST(PortalResults, AFailThatDoesNotHoldAfterTheCorrectionCostsNobodyAllPoints) {
  MadeCard made({threshold("load", 12)});
  made.portal("p");
  made.line("p", "home", kFail, 3, 2.6, 4);
  made.card.verdicts[0].confirmed = false;
  const auto& result = made.done().portals.at(0);
  EXPECT_EQ(result.verdict, kFail);
  EXPECT_FALSE(result.points);
  EXPECT_EQ(result.reasons.at(0).why, Unscored::not_confirmed);
}

TEST(PortalResults, MissingPointsAlwaysHaveAReason) {
  MadeCard made({threshold("load", 12)});
  made.card.criterion.combine = kWeighted;
  made.card.criterion.role_weights = {{"home", 2}, {"search", 1}};
  made.portal("p");
  made.line("p", "home", kFail);
  made.line("p", "search", kThin);
  const auto& result = made.done().portals.at(0);
  EXPECT_FALSE(result.points);
  ASSERT_EQ(result.reasons.size(), 1U);
  EXPECT_EQ(result.reasons[0], (PortalReason{Unscored::insufficient, "load", "search"}));
}

TEST(PortalResults, AThresholdWithoutPointsKeepsNobodyFromARank) {
  MadeCard made({threshold("load", 12), threshold("shown", 0)});
  made.portal("p");
  made.line("p", "home", kPass);
  made.line("p", "home", kThin, 1, 1, 1, 1);
  EXPECT_EQ(made.done().portals.at(0).points, Points::exactly(12));
  EXPECT_TRUE(made.card.portals.at(0).rank);
}

}  // namespace
}  // namespace portalprobe
