#include "scoring/totals_change.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "scoring/totals.hpp"
#include "tests/support/evaluations.hpp"

namespace portalprobe {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing_evaluations::body;
using testing_evaluations::doubtful;
using testing_evaluations::pt;
using testing_evaluations::range;
using testing_evaluations::scheme_2023;
using testing_evaluations::scheme_2024;

Standings added(const EvaluationScheme& scheme, std::vector<BodyResults> bodies,
                LevelBasis basis = LevelBasis::rounded) {
  auto standings = add_up(scheme, std::move(bodies), basis);
  EXPECT_TRUE(standings) << standings.error().message;
  return standings.value_or(Standings{});
}

BodyChange change_of(const TotalsChange& change, const std::string& id) {
  for (const auto& one : change.bodies) {
    if (one.latest().body.portal_id == id) return one;
  }
  ADD_FAILURE() << "no " << id;
  return {};
}

std::vector<std::string> english(const TotalsChange& change) {
  std::vector<std::string> texts;
  for (const auto& difference : change.differences) texts.push_back(difference.en);
  return texts;
}

TEST(TotalsChange, SubtractsWhereTheCriteriaAreTheSame) {
  const auto change =
      totals_change(added(scheme_2023(), {body("a", {60.0, 10.0, 8.0}), body("b", {62.0, 15.0, 8.0})}),
                    added(scheme_2023(), {body("a", {66.5, 17.25, 8.0}), body("b", {60.0, 15.0, 8.0})}));
  EXPECT_TRUE(change.totals_compare);
  EXPECT_TRUE(change.levels_compare);
  EXPECT_TRUE(change.ranks_compare);
  EXPECT_THAT(change.differences, IsEmpty());
  const BodyChange a = change_of(change, "a");
  EXPECT_EQ(a.total, pt(13.75));
  EXPECT_FALSE(a.total_range);
  EXPECT_EQ(a.levels, 2);  // C to A
  EXPECT_EQ(a.ranks, 1);
  EXPECT_EQ(a.groups, (std::vector<GroupChange>{
                          {"functions", pt(6.5)}, {"performance", pt(7.25)}, {"accessibility", pt(0)}}));
  const BodyChange b = change_of(change, "b");
  EXPECT_EQ(b.total, pt(-2));
  EXPECT_EQ(b.levels, 0);
  EXPECT_EQ(b.ranks, -1);
}

// Between the two years three groups became six, and points fell for that reason, too.
TEST(TotalsChange, From2023To2024PutsTotalsSideBySide) {
  const auto change = totals_change(added(scheme_2023(), {body("a", {60.0, 10.0, 8.0})}),
                                    added(scheme_2024(), {body("a", {30.0, 3.0, 12.0, 9.0, 4.0, 5.0})}));
  EXPECT_FALSE(change.totals_compare);
  EXPECT_FALSE(change.levels_compare);
  EXPECT_FALSE(change.ranks_compare);
  EXPECT_THAT(
      english(change),
      ElementsAre("group 'Functions' gives 50 points, before 70",
                  "group 'Convenient access' gives 5 points, before 10", "group 'Layout' (5 points) is new",
                  "group 'Security' (15 points) is new", "group 'Connection to EMC' (5 points) is new"));
  EXPECT_EQ(change.differences.front().vi, "nhóm tiêu chí \"Chức năng\" có 50 điểm, trước đây 70");
  const BodyChange a = change_of(change, "a");
  EXPECT_FALSE(a.total);
  EXPECT_FALSE(a.levels);
  EXPECT_FALSE(a.ranks);
  EXPECT_EQ(a.before->total, pt(78));
  EXPECT_EQ(a.after->total, pt(63));
  EXPECT_EQ(a.groups, (std::vector<GroupChange>{{"performance", pt(2)}}));  // as many points in both years
}

TEST(TotalsChange, SaysWhichGroupsAreGone) {
  const auto change = totals_change(added(scheme_2024(), {}), added(scheme_2023(), {}));
  EXPECT_THAT(english(change), Contains("group 'Connection to EMC' (5 points) is gone"));
}

TEST(TotalsChange, ComparesOnlyWhatIsFoundInTheSameWay) {
  struct {
    void (*differ)(EvaluationScheme&);
    bool totals;
    bool levels;
    std::string want;
  } rows[] = {
      {[](auto& s) { s.groups[0].points = 70.5; }, false, false,
       "group 'Functions' gives 70.5 points, before 70"},
      {[](auto& s) { s.levels[0].from = 85; }, true, false, "the levels differ"},
      {[](auto& s) { s.digits = 0; }, true, false, "totals are rounded differently"},
      {[](auto& s) { s.rounding = Rounding::down; }, true, false, "totals are rounded differently"},
      {[](auto& s) { s.groups[0].minimum = 49; }, true, true, "the minimums differ"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.want);
    EvaluationScheme later = scheme_2023();
    row.differ(later);
    const auto change = totals_change(added(scheme_2023(), {body("a", {60.0, 10.0, 8.0})}),
                                      added(later, {body("a", {61.0, 10.0, 8.0})}));
    EXPECT_EQ(change.totals_compare, row.totals);
    EXPECT_EQ(change.levels_compare, row.levels);
    EXPECT_FALSE(change.ranks_compare);
    EXPECT_THAT(english(change), ElementsAre(row.want));
    const BodyChange a = change_of(change, "a");
    EXPECT_EQ(a.total.has_value(), row.totals);
    EXPECT_EQ(a.levels.has_value(), row.levels);
    EXPECT_FALSE(a.ranks);
  }
}

TEST(TotalsChange, ComparesNoLevelsByDifferentBases) {
  const auto change = totals_change(added(scheme_2023(), {}), added(scheme_2023(), {}, LevelBasis::exact));
  EXPECT_FALSE(change.levels_compare);
  EXPECT_THAT(english(change), ElementsAre("one has levels by rounded totals, the other by exact ones"));
}

TEST(TotalsChange, ComparesNoRanksAmongDifferentBodies) {
  const auto change =
      totals_change(added(scheme_2023(), {body("a", {60.0, 10.0, 8.0}), body("gone", {62.0, 15.0, 8.0})}),
                    added(scheme_2023(), {body("a", {61.0, 10.0, 8.0}), body("new", {62.0, 15.0, 8.0})}));
  EXPECT_THAT(english(change), ElementsAre("not the same bodies were evaluated"));
  EXPECT_TRUE(change.levels_compare);
  EXPECT_EQ(change_of(change, "a").total, pt(1));
  EXPECT_FALSE(change_of(change, "a").ranks);
  ASSERT_EQ(change.bodies.size(), 3U);
  EXPECT_FALSE(change_of(change, "new").before);
  EXPECT_FALSE(change_of(change, "new").total);
  EXPECT_FALSE(change.bodies.back().after);
  EXPECT_EQ(change.bodies.back().before->body.portal_id, "gone");
}

TEST(TotalsChange, KeepsTheDoubtOfBothYears) {
  const auto change = totals_change(
      added(scheme_2023(), {doubtful(body("a", {60.0, 10.0, 8.0}), 1, 8, 12), body("b", {20.0, 1.0, 1.0})}),
      added(scheme_2023(), {doubtful(body("a", {60.0, 13.0, 8.0}), 1, 11, 20), body("b", {20.0, 1.0, 1.0})}));
  const BodyChange a = change_of(change, "a");
  EXPECT_EQ(a.total, pt(3));
  EXPECT_EQ(a.total_range, range(-1, 12));
  EXPECT_FALSE(a.levels);  // B or C now
  EXPECT_EQ(a.ranks, 0);
  EXPECT_FALSE(change_of(change, "b").total_range);
}

TEST(TotalsChange, OfABodyWithoutATotalIsUnknown) {
  const auto change = totals_change(added(scheme_2023(), {body("a", {60.0, std::nullopt, 8.0})}),
                                    added(scheme_2023(), {body("a", {61.0, 10.0, 8.0})}));
  const BodyChange a = change_of(change, "a");
  EXPECT_FALSE(a.total);
  EXPECT_FALSE(a.ranks);
  EXPECT_EQ(a.groups.size(), 2U);
}

}  // namespace
}  // namespace portalprobe
