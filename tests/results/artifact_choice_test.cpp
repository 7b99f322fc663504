#include "results/artifact_choice.hpp"

#include <gtest/gtest.h>

#include "tests/results/samples.hpp"

namespace portalprobe {
namespace {

using std::chrono::milliseconds;

RankedVisit took(std::uint32_t round, int ms) { return {round, true, milliseconds(ms), true}; }
RankedVisit failed(std::uint32_t round) { return {round, true, std::nullopt, true}; }
RankedVisit ours(std::uint32_t round) { return {round, false, milliseconds(9999), true}; }
RankedVisit without_files(RankedVisit visit) {
  visit.has_files = false;
  return visit;
}

TEST(ArtifactChoice, TakesTheWorstAndTheMedian) {
  const struct {
    const char* what;
    std::vector<RankedVisit> visits;
    std::vector<ChosenVisit> want;
  } rows[] = {
      {"none", {}, {}},
      {"one is both", {took(0, 5)}, {{0, 1, 1, true, true}}},
      {"of two the faster is the median",
       {took(0, 9), took(1, 5)},
       {{0, 2, 2, true, false}, {1, 1, 2, false, true}}},
      {"of three", {took(0, 9), took(1, 5), took(2, 7)}, {{0, 3, 3, true, false}, {2, 2, 3, false, true}}},
      {"of equals the earliest is the worst",
       {took(0, 5), took(1, 5), took(2, 5)},
       {{0, 3, 3, true, false}, {1, 2, 3, false, true}}},
      {"failed is slower than any",
       {took(0, 5), failed(1), took(2, 9)},
       {{1, 3, 3, true, false}, {2, 2, 3, false, true}}},
      {"the probe's own faults do not count",
       {ours(0), took(1, 5), took(2, 6), took(3, 7)},
       {{2, 2, 3, false, true}, {3, 3, 3, true, false}}},
      {"unless there is nothing else", {ours(0)}, {{0, 1, 1, true, true}}},
      {"next to the worst where that has no files",
       {took(0, 1), took(1, 2), took(2, 3), without_files(took(3, 4))},
       {{1, 2, 4, false, true}, {2, 3, 4, true, false}}},
      {"next to the median, rather the slower",
       {took(0, 1), without_files(took(1, 2)), took(2, 3), took(3, 4)},
       {{2, 3, 4, false, true}, {3, 4, 4, true, false}}},
      {"one is left",
       {without_files(took(0, 1)), took(1, 2), without_files(took(2, 3))},
       {{1, 2, 3, true, true}}},
      {"no files at all", {without_files(took(0, 1))}, {}},
  };
  for (const auto& row : rows) EXPECT_EQ(choose_visits(row.visits), row.want) << row.what;
}

TEST(ArtifactChoice, ComparesByWhatTheVisitWasFor) {
  Sample sample = bare_sample();
  sample.engine = EngineKind::browser;
  EXPECT_EQ(ranked_visit(sample).value, std::nullopt);
  sample.load_event = milliseconds(3);
  EXPECT_EQ(ranked_visit(sample).value, milliseconds(3));
  sample.largest_contentful_paint = milliseconds(2);
  sample.speed_index = milliseconds(1);
  EXPECT_EQ(ranked_visit(sample).value, milliseconds(2));
  sample.engine = EngineKind::film;
  EXPECT_EQ(ranked_visit(sample).value, milliseconds(1));
  sample.outcome = Outcome::timed_out;
  sample.side = Side::portal;
  EXPECT_EQ(ranked_visit(sample).value, std::nullopt);
  EXPECT_TRUE(ranked_visit(sample).counts);
  sample.side = Side::probe;
  EXPECT_FALSE(ranked_visit(sample).counts);
  sample.side = Side::none;
  sample.fit = false;
  EXPECT_FALSE(ranked_visit(sample).counts);
}

}  // namespace
}  // namespace portalprobe
