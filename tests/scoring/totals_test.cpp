#include "scoring/totals.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "tests/support/evaluations.hpp"

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_evaluations::body;
using testing_evaluations::doubtful;
using testing_evaluations::pt;
using testing_evaluations::range;
using testing_evaluations::scheme_2023;

constexpr auto kUnknown = std::nullopt;

Standings added(const EvaluationScheme& scheme, std::vector<BodyResults> bodies,
                LevelBasis basis = LevelBasis::rounded) {
  auto standings = add_up(scheme, std::move(bodies), basis);
  EXPECT_TRUE(standings) << standings.error().message;
  return standings.value_or(Standings{});
}

Standing only(const EvaluationScheme& scheme, BodyResults one, LevelBasis basis = LevelBasis::rounded) {
  const Standings standings = added(scheme, {std::move(one)}, basis);
  return standings.bodies.empty() ? Standing{} : standings.bodies.front();
}

std::vector<NotRanked> whys_of(const Standing& standing) {
  std::vector<NotRanked> whys;
  for (const auto& hindrance : standing.hindrances) whys.push_back(hindrance.why);
  return whys;
}

std::string refusal(std::vector<BodyResults> bodies) {
  const auto standings = add_up(scheme_2023(), std::move(bodies));
  return standings ? "nothing" : standings.error().message;
}

/// Functions and access of a body of 2023 add up to this much.
BodyResults with_total(std::string id, double total) {
  const double functions = std::min(70.0, total);
  const double performance = std::min(20.0, total - functions);
  return body(std::move(id), {functions, performance, total - functions - performance});
}

TEST(Totals, AddTheGroupsUpAndFindLevelAndRank) {
  const Standings standings =
      added(scheme_2023(),
            {body("b", {60.5, 15.0, 9.25}), body("a", {66.0, 20.0, 8.5}), body("c", {40.0, 5.0, 3.0})});
  ASSERT_EQ(standings.bodies.size(), 3U);
  const Standing& second = standings.bodies[1];
  EXPECT_EQ(second.body.portal_id, "b");
  EXPECT_EQ(second.total, pt(84.75));
  EXPECT_EQ(second.sum, pt(84.75));
  EXPECT_FALSE(second.range);
  EXPECT_THAT(second.levels, ElementsAre("B"));
  EXPECT_EQ(second.rank, (Rank{2, 2, false, 2}));
  EXPECT_THAT(second.hindrances, IsEmpty());
  EXPECT_THAT(standings.bodies[0].levels, ElementsAre("A"));
  EXPECT_THAT(standings.bodies[2].levels, ElementsAre("E"));
}

TEST(Totals, AreExactAtEveryBorder) {
  struct {
    double total;
    std::string by_total;
    std::string by_sum;
  } rows[] = {
      {100, "A", "A"},   {90, "A", "A"},     {89.995, "A", "B"}, {89.994999, "B", "B"}, {89.5, "B", "B"},
      {80, "B", "B"},    {79.995, "B", "C"}, {79.99, "C", "C"},  {65, "C", "C"},        {64.995, "C", "D"},
      {64.99, "D", "D"}, {50, "D", "D"},     {49.995, "D", "E"}, {49.994, "E", "E"},    {0, "E", "E"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.total);
    EXPECT_THAT(only(scheme_2023(), with_total("x", row.total)).levels, ElementsAre(row.by_total));
    EXPECT_THAT(only(scheme_2023(), with_total("x", row.total), LevelBasis::exact).levels,
                ElementsAre(row.by_sum));
  }
}

TEST(Totals, LoseNoLevelToBinaryFractions) {
  EvaluationScheme scheme = scheme_2023();
  scheme.digits = 6;
  scheme.levels = {{"reached", 0.8}, {"missed", 0}};
  const Standing standing = only(scheme, body("x", {0.7, 0.0, 0.1}));  // 0.7999999999999999 in binary
  EXPECT_EQ(standing.total, pt(0.8));
  EXPECT_THAT(standing.levels, ElementsAre("reached"));
}

TEST(Totals, AreRoundedOnceAndAsTheSchemeSays) {
  struct {
    Rounding rounding;
    int digits;
    double want;
  } rows[] = {{Rounding::half_up, 2, 71.13},
              {Rounding::half_even, 2, 71.12},
              {Rounding::down, 2, 71.12},
              {Rounding::half_up, 0, 71},
              {Rounding::half_up, 6, 71.125}};
  for (const auto& row : rows) {
    EvaluationScheme scheme = scheme_2023();
    scheme.rounding = row.rounding;
    scheme.digits = row.digits;
    const Standing standing = only(scheme, body("x", {60.045, 6.035, 5.045}));
    EXPECT_EQ(standing.total, pt(row.want));  // each group rounded by itself would give 71.14
    EXPECT_EQ(standing.sum, pt(71.125));
  }
}

TEST(Totals, ThatLookTheSameShareARank) {
  const Standings standings =
      added(scheme_2023(), {body("b", {60.001, 10.0, 5.0}), body("a", {60.004, 10.0, 5.0}),
                            body("c", {61.0, 10.0, 5.0}), body("d", {50.0, 10.0, 5.0})});
  std::vector<std::pair<std::string, std::size_t>> ranks;
  for (const auto& one : standings.bodies)
    ranks.emplace_back(one.body.portal_id, one.rank.value_or(Rank{}).first);
  EXPECT_EQ(ranks,
            (std::vector<std::pair<std::string, std::size_t>>{{"c", 1}, {"a", 2}, {"b", 2}, {"d", 4}}));
}

TEST(Totals, InDoubtMayHaveTwoLevelsAndABandOfRanks) {
  const Standings standings =
      added(scheme_2023(), {doubtful(body("a", {65.0, 10.0, 8.0}), 1, 5, 15), body("b", {60.0, 15.0, 7.0}),
                            body("c", {30.0, 15.0, 7.0})});
  const Standing& first = standings.bodies[0];
  EXPECT_EQ(first.body.portal_id, "a");
  EXPECT_EQ(first.total, pt(83));
  EXPECT_EQ(first.range, range(78, 88));
  EXPECT_THAT(first.levels, ElementsAre("B", "C"));
  EXPECT_EQ(first.rank, (Rank{1, 2, true, 1}));
  EXPECT_EQ(standings.bodies[1].rank, (Rank{1, 2, true, 1}));
  EXPECT_THAT(standings.bodies[1].levels, ElementsAre("B"));
  EXPECT_EQ(standings.bodies[2].rank, (Rank{3, 3, false, 2}));
}

TEST(Totals, InGreatDoubtMayHaveThreeLevels) {
  const Standing standing = only(scheme_2023(), doubtful(body("a", {65.0, 10.0, 7.0}), 1, 7, 18));
  EXPECT_THAT(standing.levels, ElementsAre("A", "B", "C"));
}

TEST(Totals, WithoutAGroupsPointsAreNoneAndNotRanked) {
  const Standing standing = only(scheme_2023(), body("a", {65.0, 10.0, kUnknown}));
  EXPECT_FALSE(standing.total);
  EXPECT_FALSE(standing.rank);
  EXPECT_THAT(standing.levels, IsEmpty());
  EXPECT_EQ(standing.hindrances, (std::vector<Hindrance>{{NotRanked::points_missing, 2}}));
}

TEST(Totals, NeverGiveALevelToPerformanceAlone) {
  const Standing standing = only(scheme_2023(), body("a", {kUnknown, 20.0, kUnknown}));
  EXPECT_FALSE(standing.total);
  EXPECT_FALSE(standing.rank);
  EXPECT_THAT(standing.levels, IsEmpty());
  EXPECT_THAT(whys_of(standing), ElementsAre(NotRanked::points_missing, NotRanked::points_missing));
}

TEST(Totals, WherePerformanceIsNotRankedShowWhatTheyMayBe) {
  const Standing open = only(scheme_2023(), body("a", {65.0, kUnknown, 8.0}));
  EXPECT_EQ(open.hindrances, (std::vector<Hindrance>{{NotRanked::performance_not_ranked, 1}}));
  EXPECT_FALSE(open.range);
  const Standing bounded = only(scheme_2023(), doubtful(body("a", {65.0, kUnknown, 8.0}), 1, 0, 20));
  EXPECT_FALSE(bounded.total);
  EXPECT_FALSE(bounded.rank);
  EXPECT_EQ(bounded.range, range(73, 93));
  EXPECT_THAT(bounded.levels, ElementsAre("A", "B", "C"));
  EXPECT_THAT(whys_of(bounded), ElementsAre(NotRanked::performance_not_ranked));
}

TEST(Totals, OfABodyUnderAMinimumHaveNeitherLevelNorRank) {
  EvaluationScheme scheme = scheme_2023();
  scheme.groups[0].minimum = 49;  // 70 % of the points
  const Standings standings = added(scheme, {body("under", {48.999999, 20.0, 10.0}),
                                             body("at", {49.0, 1.0, 1.0}), body("over", {70.0, 1.0, 1.0})});
  EXPECT_EQ(standings.bodies[0].body.portal_id, "over");
  EXPECT_EQ(standings.bodies[1].body.portal_id, "at");
  EXPECT_EQ(standings.bodies[1].rank, (Rank{2, 2, false, 2}));
  const Standing& under = standings.bodies[2];
  EXPECT_EQ(under.hindrances, (std::vector<Hindrance>{{NotRanked::under_minimum, 0}}));
  EXPECT_EQ(under.total, pt(79));  // it would be the best
  EXPECT_THAT(under.levels, IsEmpty());
  EXPECT_FALSE(under.rank);
}

TEST(Totals, ThatMayBeUnderAMinimumAreNotRankedEither) {
  EvaluationScheme scheme = scheme_2023();
  scheme.groups[1].minimum = 10;
  struct {
    std::optional<double> points;
    double low;
    double high;
    std::vector<NotRanked> want;
  } rows[] = {
      {12.0, 9, 15, {NotRanked::minimum_in_doubt}},
      {12.0, 10, 15, {}},
      {9.0, 8, 9.5, {NotRanked::under_minimum}},
      {9.0, 8, 12, {NotRanked::minimum_in_doubt}},
      {kUnknown, 0, 20, {NotRanked::performance_not_ranked}},
      {kUnknown, 0, 9, {NotRanked::under_minimum}},
  };
  for (const auto& row : rows) {
    const Standing standing =
        only(scheme, doubtful(body("a", {65.0, row.points, 8.0}), 1, row.low, row.high));
    EXPECT_EQ(whys_of(standing), row.want);
    EXPECT_EQ(standing.rank.has_value(), row.want.empty());
    EXPECT_EQ(standing.levels.empty(), row.low < 10);
  }
}

TEST(Totals, NameEveryReason) {
  EvaluationScheme scheme = scheme_2023();
  scheme.groups[0].minimum = 49;
  const Standing standing = only(scheme, body("a", {30.0, kUnknown, kUnknown}));
  EXPECT_THAT(whys_of(standing), ElementsAre(NotRanked::under_minimum, NotRanked::performance_not_ranked,
                                             NotRanked::points_missing));
}

// A provincial rating in which each category has groups with a minimum of 70 %: 7 of 24 departments were
// ranked.
TEST(Totals, OfAProvincialRatingRankOnlyWhoReachesTheMinimums) {
  EvaluationScheme scheme;
  scheme.id = "readiness";
  scheme.groups = {
      {"infrastructure", {}, 20, 14.0, false}, {"people", {}, 10, 7.0, false}, {"policy", {}, 20, {}, false}};
  std::vector<BodyResults> departments;
  for (int i = 0; i < 24; ++i) {
    const bool reaches = i < 7;
    departments.push_back(
        body("department-" + std::to_string(i),
             {reaches ? 14.0 + i * 0.5 : 20.0, reaches ? 7.0 : 6.5, reaches ? 10.0 : 20.0}));
  }
  const Standings standings = added(scheme, departments);
  for (std::size_t i = 0; i < standings.bodies.size(); ++i) {
    EXPECT_EQ(standings.bodies[i].rank.has_value(), i < 7);
    EXPECT_THAT(standings.bodies[i].levels, IsEmpty());  // the rating has none of these
  }
}

TEST(Totals, DoNotDependOnTheOrderOfTheBodies) {
  std::mt19937_64 random(5);
  std::uniform_int_distribution<int> points(0, 10);
  std::vector<BodyResults> bodies;
  for (int i = 0; i < 60; ++i) {
    BodyResults one = body("p" + std::to_string(i), {60.0 + points(random), 5.0 + points(random), 5.0});
    if (i % 3 == 0)
      one = doubtful(one, 1, static_cast<double>(one.groups[1].points->millionths()) / 1e6 - 3, 17);
    if (i % 7 == 0) one.groups[2].points.reset();
    bodies.push_back(std::move(one));
  }
  const Standings first = added(scheme_2023(), bodies);
  for (int run = 0; run < 20; ++run) {
    std::ranges::shuffle(bodies, random);
    EXPECT_EQ(added(scheme_2023(), bodies), first);
  }
}

TEST(Totals, OfNobodyAreAnEmptyTable) { EXPECT_THAT(added(scheme_2023(), {}).bodies, IsEmpty()); }

TEST(Totals, AreRefusedWhereAFigureCannotBe) {
  struct {
    std::vector<BodyResults> bodies;
    std::string_view want;
  } rows[] = {
      {{body("a", {70.5, 1.0, 1.0})},
       "body 'a': its points of group 'functions' may be 70.5 (right would be 0 to 70)"},
      {{body("a", {-0.5, 1.0, 1.0})}, "may be -0.5 (right would be 0 to 70)"},
      {{doubtful(body("a", {1.0, 10.0, 1.0}), 1, 5, 25)},
       "group 'performance' may be 25 (right would be 0 to 20)"},
      {{doubtful(body("a", {1.0, 10.0, 1.0}), 1, 12, 15)}, "are 10, outside of 12 to 15"},
      {{doubtful(body("a", {1.0, 10.0, 1.0}), 1, 15, 5)}, "are at least 15 and at most 5"},
      {{body("a", {1.0, 1.0})}, "body 'a' has results of 2 groups, and scheme '2023' has 3"},
      {{body("a", {1.0, 1.0, 1.0}), body("b", {1.0, 1.0, 1.0}), body("a", {2.0, 1.0, 1.0})},
       "body 'a' is there twice"},
  };
  for (const auto& row : rows) EXPECT_THAT(refusal(row.bodies), HasSubstr(std::string(row.want)));
  EvaluationScheme broken = scheme_2023();
  broken.groups.clear();
  EXPECT_FALSE(add_up(broken, {}));
}

}  // namespace
}  // namespace portalprobe
