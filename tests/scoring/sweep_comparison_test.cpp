#include "scoring/sweep_comparison.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "scoring/mann_whitney.hpp"
#include "tests/scoring/made_values.hpp"

namespace portalprobe {
namespace {

using namespace testing_comparison;
using testing::ElementsAre;
using testing::HasSubstr;

Comparison compared(const CollectedLines& before, const CollectedLines& after, bool nightly = false) {
  auto found = compare_lines(before, after, nightly);
  EXPECT_TRUE(found) << (found ? "" : found.error().message);
  return found ? *found : Comparison{};
}

ComparedLine only_line(const Values& before, const Values& after, bool nightly = false) {
  const auto found = compared(lines_of(document("a"), before), lines_of(document("a"), after), nightly);
  EXPECT_EQ(found.lines.size(), 1U);
  return found.lines.empty() ? ComparedLine{} : found.lines.front();
}

Values with_failures(Values values, std::size_t count) {
  std::fill_n(values.begin(), count, kInfinity);
  return values;
}

TEST(CompareLines, DecidesOneLine) {
  const Values low = counting(100, 20), high = counting(200, 20);
  struct {
    const char* what;
    Values before, after;
    bool nightly;
    Change change;
    Undecidable why;
  } rows[] = {
      {"all faster", high, low, false, Change::better, Undecidable::none},
      {"all slower", low, high, false, Change::worse, Undecidable::none},
      {"the same", low, low, false, Change::unchanged, Undecidable::none},
      {"hardly slower", counting(100, 20), counting(101, 20), false, Change::unchanged, Undecidable::none},
      {"down since", low, Values(20, kInfinity), false, Change::worse, Undecidable::none},
      {"up again", Values(20, kInfinity), low, false, Change::better, Undecidable::none},
      {"down all the time", Values(20, kInfinity), Values(20, kInfinity), false, Change::unchanged,
       Undecidable::none},
      {"fails more often", low, with_failures(low, 8), false, Change::worse, Undecidable::none},
      {"3 and 3 can never", counting(1, 3), counting(9, 3), false, Change::undecidable,
       Undecidable::too_few_values},
      {"4 and 4 can", counting(1, 4), counting(9, 4), false, Change::worse, Undecidable::none},
      {"3 and 5 can", counting(1, 3), counting(9, 5), false, Change::worse, Undecidable::none},
      {"1 and 30 can never", counting(1, 1), counting(9, 30), false, Change::undecidable,
       Undecidable::too_few_values},
      {"nothing in A", {}, low, false, Change::undecidable, Undecidable::no_values},
      {"nothing in B", low, {}, false, Change::undecidable, Undecidable::no_values},
      {"7 nights", counting(1, 7), counting(9, 20), true, Change::undecidable, Undecidable::too_few_nights},
      {"8 nights", counting(1, 8), counting(9, 8), true, Change::worse, Undecidable::none},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    const auto line = only_line(row.before, row.after, row.nightly);
    EXPECT_EQ(to_string(line.change), to_string(row.change));
    EXPECT_EQ(to_string(line.why), to_string(row.why));
    EXPECT_EQ(line.p.has_value(), row.change != Change::undecidable);
    EXPECT_EQ(line.p_corrected.has_value(), row.change != Change::undecidable);
  }
}

TEST(CompareLines, GivesTheFiguresOfTheTest) {
  const auto line = only_line({1, 2, 3, 4, 5, kInfinity}, {11, 12, 13, 14, 15, kInfinity});
  EXPECT_EQ(line.before.values, 6U);
  EXPECT_EQ(line.before.infinite, 1U);
  EXPECT_EQ(line.before.failed, 1U);
  EXPECT_EQ(line.before.median, 3);
  EXPECT_EQ(line.after.p75, 15);
  EXPECT_EQ(line.u, 5 * 5 + 5 + 0.5);  // pairs in which B's value is the larger one
  EXPECT_FALSE(line.exact);            // two that are slower than any limit are alike
  ASSERT_TRUE(line.shift);
  EXPECT_EQ(line.shift->value, 10);  // of the finite ones
  ASSERT_TRUE(line.shift->low && line.shift->high);
  EXPECT_LT(*line.shift->low, 10);
  EXPECT_GT(*line.shift->high, 10);
  ASSERT_TRUE(line.delta);
  EXPECT_NEAR(line.delta->value, (30.0 - 5) / 36, 1e-12);
}

TEST(CompareLines, TellsNoShiftWhereOneSideHasNoFiniteValue) {
  const auto line = only_line(counting(1, 10), Values(10, kInfinity));
  EXPECT_EQ(line.shift, std::nullopt);
  EXPECT_EQ(line.delta->value, 1);
  EXPECT_EQ(line.after.median, kInfinity);
}

// Three and three values that are all alike on each side: the normal approximation says 0.047, but no order
// of them has less than 0.1. With four and four it says 0.013; the truth is 0.029.
TEST(CompareLines, LetsTiesOfSmallSamplesProveNoMoreThanTheirOrdersDo) {
  EXPECT_LT(mann_whitney(Values{1, 1, 1}, Values{2, 2, 2})->p, 0.05);
  EXPECT_EQ(only_line({1, 1, 1}, {2, 2, 2}).why, Undecidable::too_few_values);
  EXPECT_NEAR(*only_line({1, 1, 1, 1}, {2, 2, 2, 2}).p, 2.0 / 70, 1e-12);
}

/// `count` portals of 20 values each, without a difference; the first is slower in B, by `factor`.
struct Sides {
  CollectedLines before, after;
};
Sides portals(std::mt19937_64& random, std::size_t count, std::size_t values, double factor, double sigma) {
  Sides sides;
  for (std::size_t i = 0; i < count; ++i) {
    const auto series = document("p" + std::to_string(i));
    sides.before.merge(lines_of(series, times(random, values, 1, sigma)));
    sides.after.merge(lines_of(series, times(random, values, i == 0 ? factor : 1, sigma)));
  }
  return sides;
}

TEST(CompareLines, CorrectsWithinAMetricAndNotAcrossMetrics) {
  CollectedLines before, after;
  for (const char* portal : {"a", "b", "c"}) {
    const bool moved = std::string(portal) == "a";
    before.merge(lines_of(document(portal), counting(1, 5)));
    after.merge(lines_of(document(portal), moved ? counting(9, 5) : counting(1.5, 5)));
  }
  before.merge(lines_of(in_browser("a"), counting(1, 5), Metric::load_event));
  after.merge(lines_of(in_browser("a"), counting(9, 5), Metric::load_event));
  const auto found = compared(before, after);
  ASSERT_EQ(found.metrics.size(), 2U);
  EXPECT_EQ(found.metrics[0].metric, Metric::ttfb);
  EXPECT_EQ(found.metrics[0].tests, 3U);
  EXPECT_EQ(found.metrics[1].tests, 1U);
  EXPECT_NEAR(*found.lines[0].p, 2.0 / 252, 1e-12);
  EXPECT_NEAR(*found.lines[0].p_corrected, 3 * 2.0 / 252, 1e-12);
  EXPECT_EQ(found.lines[1].metric, Metric::load_event);
  EXPECT_NEAR(*found.lines[1].p_corrected, 2.0 / 252, 1e-12);
}

// Four and four values have no p below 0.029: alone they can decide, among ten they could not, and they must
// not weaken those which can.
TEST(CompareLines, KeepsLinesThatCanNeverDecideOutOfTheCorrection) {
  CollectedLines before, after;
  for (int i = 0; i < 9; ++i) {
    before.merge(lines_of(document("few" + std::to_string(i)), counting(1, 4)));
    after.merge(lines_of(document("few" + std::to_string(i)), counting(9, 4)));
  }
  EXPECT_EQ(compared(before, after).lines[0].why, Undecidable::too_few_values);
  before.merge(lines_of(document("many"), counting(1, 5)));
  after.merge(lines_of(document("many"), counting(9, 5)));
  const auto found = compared(before, after);
  EXPECT_EQ(found.metrics[0].lines, 10U);
  EXPECT_EQ(found.metrics[0].tests, 1U);
  EXPECT_EQ(found.metrics[0].needed, 5U);
  for (const auto& line : found.lines) {
    const bool many = line.series.portal_id == "many";
    EXPECT_EQ(to_string(line.change), many ? "worse" : "undecidable");
    EXPECT_EQ(line.p.has_value(), many);
  }
}

TEST(CompareLines, SaysHowManyValuesOneTestMoreWouldNeed) {
  struct {
    std::size_t count, needed;
  } rows[] = {{1, 5}, {2, 5}, {6, 6}, {85, 8}};
  for (const auto& row : rows) {
    std::mt19937_64 random(1);
    const auto sides = portals(random, row.count, 20, 1, 0.5);
    const auto found = compared(sides.before, sides.after);
    EXPECT_EQ(found.metrics[0].needed, row.needed) << row.count;
    const double share = 0.05 / static_cast<double>(row.count + 1);
    EXPECT_LE(smallest_p(row.needed, row.needed), share);
    EXPECT_GT(smallest_p(row.needed - 1, row.needed - 1), share);
  }
}

TEST(CompareLines, LeavesOutMetricsThatATargetDoesNotHave) {
  const auto failures = [](Metric metric, std::uint64_t healthy) {
    auto lines = lines_of(in_browser("a"), Values(9, kInfinity), metric);
    lines.begin()->second.left_out.of(LeftOut::no_value) = healthy;
    return lines;
  };
  struct {
    Metric metric;
    std::uint64_t healthy;  // samples of A without the metric
    std::size_t lines;
  } rows[] = {
      {Metric::load_event, 0, 1},
      {Metric::load_event, 1, 0},
      {Metric::interaction_to_next_paint, 0, 0},
  };
  for (const auto& row : rows) {
    auto before = failures(row.metric, row.healthy);
    auto after = failures(row.metric, 0);
    before.merge(lines_of(document("a"), counting(1, 9)));
    after.merge(lines_of(document("a"), counting(1, 9)));
    EXPECT_EQ(compared(before, after).lines.size(), 1 + row.lines) << to_string(row.metric);
  }
}

TEST(CompareLines, SaysWhatPortalsComeTo) {
  const Values low = counting(1, 20), high = counting(100, 20), few = counting(1, 1);
  struct {
    const char* portal;
    Values page_before, page_after, other_before, other_after;
    Change want;
  } rows[] = {
      {"a", low, high, low, low, Change::worse},    {"b", high, low, low, low, Change::better},
      {"c", high, low, low, high, Change::mixed},   {"d", low, low, low, low, Change::unchanged},
      {"e", low, low, few, few, Change::unchanged}, {"f", few, few, few, few, Change::undecidable},
      {"g", low, high, few, few, Change::worse},
  };
  CollectedLines before, after;
  for (const auto& row : rows) {
    before.merge(lines_of(document(row.portal, "home"), row.page_before));
    after.merge(lines_of(document(row.portal, "home"), row.page_after));
    before.merge(lines_of(document(row.portal, "search"), row.other_before));
    after.merge(lines_of(document(row.portal, "search"), row.other_after));
  }
  const auto found = compared(before, after);
  ASSERT_EQ(found.portals.size(), std::size(rows));
  ASSERT_EQ(found.by_metric.size(), std::size(rows));
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    EXPECT_EQ(found.portals[i].portal_id, rows[i].portal);
    EXPECT_EQ(to_string(found.portals[i].change), to_string(rows[i].want)) << rows[i].portal;
    EXPECT_EQ(found.by_metric[i].change, found.portals[i].change);
    EXPECT_EQ(found.by_metric[i].metric, Metric::ttfb);
    const auto& portal = found.portals[i];
    EXPECT_EQ(portal.better + portal.worse + portal.unchanged + portal.undecidable, 2U);
  }
}

TEST(CompareLines, ListsTargetsThatOneSideLacks) {
  auto before = lines_of(document("a"), counting(1, 9));
  auto after = before;
  before.merge(lines_of(document("gone"), counting(1, 9)));
  after.merge(lines_of(document("a", "new"), counting(1, 9)));
  const auto found = compared(before, after);
  EXPECT_THAT(found.only_before, ElementsAre("gone/home"));
  EXPECT_THAT(found.only_after, ElementsAre("a/new"));
  EXPECT_EQ(found.lines.size(), 1U);
}

TEST(CompareLines, RefusesWhatHasNothingInCommon) {
  const auto home = lines_of(document("a"), counting(1, 9));
  struct {
    CollectedLines before, after;
    const char* why;
  } rows[] = {
      {home, {}, "B holds no samples of pages or actions"},
      {{}, home, "A holds no samples of pages or actions"},
      {home, lines_of(document("b"), counting(1, 9)),
       "no target in common: A has 1 (a/home ...), B has 1 (b/home"},
      {lines_of(in_browser("a", Profile::desktop), counting(1, 9), Metric::load_event),
       lines_of(in_browser("a", Profile::mobile), counting(1, 9), Metric::load_event),
       "browser engine for the profile desktop, B for mobile"},
      {home, lines_of(in_browser("a"), counting(1, 9), Metric::load_event), "measured in no common way"},
  };
  for (const auto& row : rows) {
    const auto found = compare_lines(row.before, row.after, false);
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().message, HasSubstr(row.why));
  }
}

bool any_difference(const Comparison& comparison) {
  return std::ranges::any_of(comparison.portals,
                             [](const PortalChange& portal) { return portal.better + portal.worse > 0; });
}

// What Holm's correction promises, of families of several sizes and samples of several sizes, with the room
// that a simulation of such a length needs: four of its own standard deviations.
TEST(CompareLinesSimulated, SeesADifferenceWhereThereIsNoneInAtMostFivePerCentOfFamilies) {
  struct {
    std::size_t portals, values;
    bool nightly;
    int families;
  } rows[] = {{1, 60, false, 10'000}, {10, 60, false, 2000}, {20, 12, false, 2000}, {30, 30, true, 1000}};
  for (const auto& row : rows) {
    std::mt19937_64 random(20261120);
    int wrong = 0;
    for (int i = 0; i < row.families; ++i) {
      const auto sides = portals(random, row.portals, row.values, 1, 0.5);
      wrong += any_difference(compared(sides.before, sides.after, row.nightly)) ? 1 : 0;
    }
    RecordProperty("wrong_in_families_of_" + std::to_string(row.portals), wrong);
    const double promised = 0.05 * row.families;
    EXPECT_LE(wrong, promised + 4 * std::sqrt(0.95 * promised)) << row.portals << " portals";
    EXPECT_GE(wrong, promised / 10) << row.portals << " portals: a test that never sees anything is none";
  }
}

TEST(CompareLinesSimulated, FindsAThirdMoreAmong85PortalsWithSixtyValues) {
  std::mt19937_64 random(20261120);
  int found = 0;
  constexpr int kRuns = 100;
  for (int i = 0; i < kRuns; ++i) {
    const auto sides = portals(random, 85, 60, 1.3, 0.25);
    const auto comparison = compared(sides.before, sides.after);
    const auto slower = std::ranges::find(comparison.portals, "p0", &PortalChange::portal_id);
    found += slower->change == Change::worse ? 1 : 0;
  }
  RecordProperty("found_of_100", found);
  EXPECT_GE(found, 90);
}

}  // namespace
}  // namespace portalprobe
