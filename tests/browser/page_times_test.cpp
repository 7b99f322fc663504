#include "probe/browser/page_times.hpp"

#include <gtest/gtest.h>

#include <string>

#include "probe/browser/vitals.hpp"
#include "probe/browser/vitals_script.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

TEST(PageTimesFrom, ReadsWhatTheScriptTells) {
  const auto times = page_times_from(
      R"({"origin":1795358208056.7,"now":2509.7999999970198,"firstByte":3,"firstContentfulPaint":36,
          "largestContentfulPaint":840.5,"domContentLoaded":25.69999999552965,"load":26.5,
          "tasks":[[1257.7,125],[1383.6,122]],"shifts":[[421.1,0.041777777777777775]],
          "events":[[1256.1,128,7237],[1381.4,128,7244]],"interactions":3,"capped":false})");
  ASSERT_TRUE(times) << times.error().message;
  EXPECT_EQ(times->origin, WallTime(1795358208056700us));
  EXPECT_EQ(times->now, 2509800us);
  EXPECT_EQ(times->first_byte, 3ms);
  EXPECT_EQ(times->first_contentful_paint, 36ms);
  EXPECT_EQ(times->largest_contentful_paint, 840500us);
  EXPECT_EQ(times->dom_content_loaded, 25700us);
  EXPECT_EQ(times->load_event, 26500us);
  EXPECT_EQ(times->long_tasks, (std::vector<LongTask>{{1257700us, 125ms}, {1383600us, 122ms}}));
  EXPECT_EQ(times->shifts, (std::vector<LayoutShift>{{421100us, 0.041777777777777775}}));
  EXPECT_EQ(times->events, (std::vector<EventTime>{{1256100us, 128ms, 7237}, {1381400us, 128ms, 7244}}));
  EXPECT_EQ(times->interactions, 3U);
  EXPECT_FALSE(times->capped);
}

TEST(PageTimes, CanBeCountedFromAnEarlierMoment) {
  PageTimes times;
  times.now = 3s;
  times.first_contentful_paint = 100ms;
  times.load_event = 200ms;
  times.long_tasks = {{50ms, 70ms}};
  times.shifts = {{150ms, 0.1}};
  times.events = {{1s, 40ms, 7}};
  const PageTimes counted = counted_from_before(times, 2s);
  EXPECT_EQ(counted.now, 5s);
  EXPECT_EQ(counted.first_contentful_paint, 2100ms);
  EXPECT_EQ(counted.load_event, 2200ms);
  EXPECT_EQ(counted.largest_contentful_paint, std::nullopt);
  EXPECT_EQ(counted.long_tasks, (std::vector<LongTask>{{2050ms, 70ms}}));
  EXPECT_EQ(counted.shifts, (std::vector<LayoutShift>{{2150ms, 0.1}}));
  EXPECT_EQ(counted.events, (std::vector<EventTime>{{3s, 40ms, 7}}));
  EXPECT_EQ(counted_from_before(times, 0us), times);
}

TEST(PageTimesFrom, RefusesWhatIsNoObject) {
  const std::string rows[] = {"",
                              "null",
                              "[]",
                              "1",
                              "\"text\"",
                              "{",
                              "{} {}",
                              "{\"now\":NaN}",
                              "{\"now\":1e999}",
                              "\xff",
                              "{\"a\":\"\xff\"}",
                              std::string(200'000, '['),
                              std::string(1'100'000, ' ') + "{}"};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.substr(0, 40));
    EXPECT_FALSE(page_times_from(row));
  }
}

TEST(PageTimesFrom, TakesANumberWithoutSenseForAbsent) {
  for (const char* value : {"null", "-1", "0", "-0.0", "1e300", "-1e300", "86400001", "\"12\"", "true", "[]",
                            "{}", "18446744073709551615", "-9223372036854775808"}) {
    SCOPED_TRACE(value);
    std::string text = "{";
    for (const char* key : {"origin", "now", "firstByte", "firstContentfulPaint", "largestContentfulPaint",
                            "domContentLoaded", "load"})
      text += "\"" + std::string(key) +
              "\":" + (std::string(key) == "origin" && std::string(value) == "86400001" ? "1e18" : value) +
              ",";
    const auto times =
        page_times_from(text + R"("tasks":1,"shifts":{},"events":null,"interactions":-4,"capped":"yes"})");
    ASSERT_TRUE(times);
    EXPECT_EQ(*times, PageTimes{});
  }
}

TEST(PageTimesFrom, LeavesOutEntriesWithoutSense) {
  const auto times = page_times_from(
      R"({"tasks":[[1,2],[-1,2],[1,-2],[1],[],{},null,7,"x",["1",2],[1e300,2],[1,1e12],[null,null],[3,4,5]],
          "shifts":[[1,0.5],[1,-0.5],[1,2],[1,1e300],[1,"0.5"],[-1,0.5]],
          "events":[[1,2,3],[1,2],[1,2,0],[1,2,-3],[1,2,1e300],[1,2,"3"]]})");
  ASSERT_TRUE(times);
  EXPECT_EQ(times->long_tasks, (std::vector<LongTask>{{1ms, 2ms}, {3ms, 4ms}}));
  EXPECT_EQ(times->shifts, (std::vector<LayoutShift>{{1ms, 0.5}}));
  EXPECT_EQ(times->events, (std::vector<EventTime>{{1ms, 2ms, 3}}));
}

TEST(PageTimesFrom, PutsEntriesInOrder) {
  const auto times = page_times_from(
      R"({"tasks":[[300,60],[100,70],[300,50]],"shifts":[[5000,0.1],[1,0.2]],"events":[[9,8,2],[1,8,1]]})");
  ASSERT_TRUE(times);
  EXPECT_EQ(times->long_tasks, (std::vector<LongTask>{{100ms, 70ms}, {300ms, 60ms}, {300ms, 50ms}}));
  EXPECT_EQ(times->shifts, (std::vector<LayoutShift>{{1ms, 0.2}, {5s, 0.1}}));
  EXPECT_EQ(times->events.front().interaction, 1U);
}

std::string list_of(std::size_t count, const std::string& entry) {
  std::string list = "[";
  for (std::size_t i = 0; i < count; ++i) list += (i == 0 ? "" : ",") + entry;
  return list + "]";
}

TEST(PageTimesFrom, KeepsABoundedNumberOfEntriesAndSaysSo) {
  const auto all = page_times_from("{\"tasks\":" + list_of(PageTimes::kMostEntries, "[1,60]") + "}");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->long_tasks.size(), PageTimes::kMostEntries);
  EXPECT_FALSE(all->capped);
  const auto more = page_times_from("{\"shifts\":" + list_of(PageTimes::kMostEntries + 1, "[1,0.1]") + "}");
  ASSERT_TRUE(more);
  EXPECT_EQ(more->shifts.size(), PageTimes::kMostEntries);
  EXPECT_TRUE(more->capped);
  EXPECT_FALSE(page_times_from("{\"events\":" + list_of(1'000'000, "[1,8,1]") + "}"));
}

TEST(PageTimesFrom, GivesMetricsThatStayWithinBoundsWhateverItRead) {
  const auto times =
      page_times_from("{\"firstContentfulPaint\":0.001,\"domContentLoaded\":86400000,\"tasks\":" +
                      list_of(PageTimes::kMostEntries, "[86400000,86400000]") +
                      ",\"shifts\":" + list_of(PageTimes::kMostEntries, "[1,1]") + "}");
  ASSERT_TRUE(times);
  EXPECT_EQ(total_blocking_time(*times, 48h), 5'000 * (24h - 50ms));
  EXPECT_EQ(time_to_interactive(*times, {}, {48h}), 24h);
  EXPECT_DOUBLE_EQ(cumulative_layout_shift(times->shifts), 5'000);
}

TEST(VitalsScript, IsPartOfTheProgramAndEndsInItsCall) {
  EXPECT_NE(kVitalsScript.find("PerformanceObserver"), std::string_view::npos);
  EXPECT_TRUE(vitals_expression().starts_with(kVitalsScript));
  EXPECT_TRUE(vitals_expression().ends_with(";\nportalProbeVitals()"));
  EXPECT_LT(kVitalsScript.size(), 16'000U);
}

}  // namespace
}  // namespace portalprobe
