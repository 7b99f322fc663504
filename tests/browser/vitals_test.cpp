#include "probe/browser/vitals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

PageTimes painted(microseconds at, std::vector<LongTask> tasks) {
  PageTimes times;
  times.first_contentful_paint = at;
  times.dom_content_loaded = at;
  times.long_tasks = std::move(tasks);
  return times;
}

TEST(TotalBlockingTime, CountsWhatIsBeyondFiftyMillisecondsBetweenPaintAndEnd) {
  struct {
    const char* what;
    microseconds paint, until;
    std::vector<LongTask> tasks;
    microseconds want;
  } rows[] = {
      {"no tasks", 100ms, 10s, {}, 0ms},
      {"one of 300", 100ms, 10s, {{200ms, 300ms}}, 250ms},
      {"two", 100ms, 10s, {{200ms, 80ms}, {400ms, 60ms}}, 40ms},
      {"exactly 50", 100ms, 10s, {{200ms, 50ms}}, 0ms},
      {"before the paint", 500ms, 10s, {{100ms, 300ms}}, 0ms},
      {"ends with the paint", 400ms, 10s, {{100ms, 300ms}}, 0ms},
      {"cut by the paint, then 50 off", 200ms, 10s, {{100ms, 300ms}}, 150ms},
      {"what the paint leaves is short", 360ms, 10s, {{100ms, 300ms}}, 0ms},
      {"cut by the end", 100ms, 300ms, {{200ms, 300ms}}, 50ms},
      {"after the end", 100ms, 300ms, {{400ms, 300ms}}, 0ms},
      {"the end before the paint", 500ms, 300ms, {{100ms, 900ms}}, 0ms},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(total_blocking_time(painted(row.paint, row.tasks), row.until), row.want);
  }
}

TEST(TotalBlockingTime, IsUnknownOfAPageThatShowedNothing) {
  PageTimes times;
  times.long_tasks = {{100ms, 300ms}};
  EXPECT_EQ(total_blocking_time(times, 10s), std::nullopt);
}

TEST(TimeToInteractive, IsTheEndOfTheLastTaskBeforeAQuietTime) {
  const std::vector<Period> three = {{0ms, 3s}, {0ms, 3s}, {0ms, 3s}};
  struct {
    const char* what;
    std::vector<LongTask> tasks;
    std::vector<Period> loads;
    Observation observation;
    std::optional<microseconds> want;
  } rows[] = {
      {"nothing happens: the paint", {}, {}, {2s}, 100ms},
      {"a task", {{200ms, 300ms}}, {}, {2s}, 500ms},
      {"a short gap between tasks", {{200ms, 300ms}, {4s, 100ms}}, {}, {6s}, 4100ms},
      {"a long gap: what follows is not waited for", {{200ms, 300ms}, {6s, 100ms}}, {}, {8s}, 500ms},
      {"a long gap from the start on", {{7s, 100ms}}, {}, {20s}, 100ms},
      {"network busy, but not long enough to matter", {{200ms, 300ms}, {9s, 100ms}}, three, {12s}, 500ms},
      {"network busy in the gap", {{200ms, 300ms}, {7s, 100ms}}, three, {12s}, 7100ms},
      {"two loads are few", {{200ms, 300ms}, {7s, 100ms}}, {{0ms, 3s}, {0ms, 3s}}, {12s}, 500ms},
      {"the network is busy to the end", {}, {{0ms, 40s}, {0ms, 40s}, {0ms, 40s}}, {9s, false}, std::nullopt},
      {"cut short within a quiet time", {{3s, 300ms}}, {}, {5s, false}, std::nullopt},
      {"cut short after one", {{3s, 300ms}}, {}, {9s, false}, 3300ms},
      {"tasks that overlap", {{1s, 3s}, {2s, 100ms}}, {}, {5s}, 4s},
      {"short tasks are none", {{3s, 49ms}}, {}, {5s}, 100ms},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(time_to_interactive(painted(100ms, row.tasks), row.loads, row.observation), row.want);
  }
}

TEST(TimeToInteractive, NeedsAPaintAndADocument) {
  PageTimes times = painted(100ms, {});
  times.dom_content_loaded = 3s;
  EXPECT_EQ(time_to_interactive(times, {}, {4s}), 3s);
  times.dom_content_loaded.reset();
  EXPECT_EQ(time_to_interactive(times, {}, {4s}), std::nullopt);
  times = painted(100ms, {});
  times.first_contentful_paint.reset();
  EXPECT_EQ(time_to_interactive(times, {}, {4s}), std::nullopt);
}

TEST(TimeToInteractive, BearsPeriodsThatMakeNoSense) {
  std::vector<Period> loads;
  for (int i = 0; i < 5'000; ++i) loads.push_back({std::chrono::seconds(i % 7), 0s});  // end before start
  EXPECT_EQ(time_to_interactive(painted(100ms, {}), loads, {8s}), 100ms);
}

TEST(CumulativeLayoutShift, IsTheWorstSession) {
  struct {
    const char* what;
    std::vector<LayoutShift> shifts;
    double want;
  } rows[] = {
      {"none", {}, 0},
      {"one", {{1s, 0.1}}, 0.1},
      {"a second apart is one session", {{1s, 0.1}, {2s, 0.2}}, 0.3},
      {"more is two", {{1s, 0.1}, {2001ms, 0.2}}, 0.2},
      {"the first may be the worst", {{1s, 0.3}, {1500ms, 0.1}, {9s, 0.2}}, 0.4},
      {"five seconds at most",
       {{0s, 0.1}, {1s, 0.1}, {2s, 0.1}, {3s, 0.1}, {4s, 0.1}, {5s, 0.1}, {6s, 0.1}},
       0.6},
      {"the same moment", {{1s, 0.1}, {1s, 0.1}}, 0.2},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_NEAR(cumulative_layout_shift(row.shifts), row.want, 1e-9);
  }
}

TEST(InteractionToNextPaint, IsTheWorstInteractionOfFew) {
  struct {
    const char* what;
    std::vector<EventTime> events;
    std::optional<microseconds> want;
  } rows[] = {
      {"none", {}, std::nullopt},
      {"one", {{1s, 120ms, 7}}, 120ms},
      {"events of one interaction are one", {{1s, 120ms, 7}, {1s, 136ms, 7}, {1s, 16ms, 7}}, 136ms},
      {"of several the worst", {{1s, 120ms, 7}, {2s, 300ms, 14}, {3s, 40ms, 21}}, 300ms},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(interaction_to_next_paint(row.events), row.want);
  }
}

TEST(InteractionToNextPaint, LeavesOneOutForEachFifty) {
  std::vector<EventTime> events;
  for (std::uint64_t i = 1; i <= 120; ++i)
    events.push_back({std::chrono::seconds(i), std::chrono::milliseconds(8 * i), i});
  EXPECT_EQ(interaction_to_next_paint(events), 118 * 8ms);
  EXPECT_EQ(interaction_to_next_paint({events.begin(), events.begin() + 49}), 49 * 8ms);
  EXPECT_EQ(interaction_to_next_paint({events.begin(), events.begin() + 50}), 49 * 8ms);
}

TEST(InteractionToNextPaint, KnowsOfInteractionsTooShortToBeTold) {
  const std::vector<EventTime> events = {{1s, 300ms, 1}, {2s, 200ms, 2}, {3s, 100ms, 3}};
  EXPECT_EQ(interaction_to_next_paint(events, 49), 300ms);
  EXPECT_EQ(interaction_to_next_paint(events, 60), 200ms);
  EXPECT_EQ(interaction_to_next_paint(events, 1'000'000'000), 100ms);
  EXPECT_EQ(interaction_to_next_paint({}, 60), std::nullopt);
}

}  // namespace
}  // namespace portalprobe
