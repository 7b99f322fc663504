#include "probe/browser/quiet_watch.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

const SteadyTime kBegin = SteadyTime(1000s);
SteadyTime at(microseconds since_begin) { return kBegin + since_begin; }

/// A page that is loaded and painted at these times.
QuietWatch shown(microseconds load, microseconds paint) {
  QuietWatch watch(kBegin);
  watch.on_paint(at(paint));
  watch.on_load(at(load));
  return watch;
}

TEST(QuietWatch, EndsASecondAfterTheLastOfLoadAndPaint) {
  EXPECT_EQ(shown(800ms, 300ms).ready_at(), at(1800ms));
  EXPECT_EQ(shown(300ms, 800ms).ready_at(), at(1800ms));
  EXPECT_FALSE(shown(800ms, 300ms).is_over(at(1799ms)));
  EXPECT_TRUE(shown(800ms, 300ms).is_over(at(1800ms)));
  EXPECT_FALSE(shown(800ms, 300ms).is_cut_short(at(1800ms)));
}

TEST(QuietWatch, OnlyTheFirstLoadAndPaintCount) {
  QuietWatch watch = shown(800ms, 300ms);
  watch.on_load(at(5s));
  watch.on_paint(at(5s));
  EXPECT_EQ(watch.ready_at(), at(1800ms));
}

TEST(QuietWatch, WaitsForASecondOfQuietNetwork) {
  struct {
    const char* what;
    struct {
      std::size_t in_flight, urgent;
      microseconds at;
    } changes[3];
    microseconds want;
  } rows[] = {
      {"two in flight are quiet", {{1, 0, 100ms}, {2, 0, 200ms}, {2, 0, 5s}}, 1800ms},
      {"three are not", {{3, 0, 100ms}, {3, 0, 200ms}, {2, 0, 2s}}, 3s},
      {"quiet begins once", {{3, 0, 100ms}, {2, 0, 2s}, {1, 0, 2500ms}}, 3s},
      {"busy again", {{3, 0, 100ms}, {2, 0, 2s}, {3, 0, 2500ms}}, 45s},
      {"one that is urgent", {{1, 1, 100ms}, {1, 1, 200ms}, {0, 0, 3s}}, 4s},
      {"one that was urgent", {{1, 1, 100ms}, {1, 0, 2s}, {0, 0, 3s}}, 3s},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    QuietWatch watch = shown(800ms, 300ms);
    for (const auto& change : row.changes) watch.on_network(change.in_flight, change.urgent, at(change.at));
    EXPECT_EQ(watch.ready_at(), at(row.want));
  }
}

TEST(QuietWatch, WaitsForASecondWithoutLongTasks) {
  QuietWatch watch = shown(800ms, 300ms);
  watch.on_long_task(at(1500ms));
  watch.on_long_task(at(900ms));  // told late
  EXPECT_EQ(watch.ready_at(), at(2500ms));
}

TEST(QuietWatch, EndsAtTheLatestWhenTimeIsUp) {
  QuietRules rules;
  rules.longest = 10s;
  QuietWatch watch(kBegin, rules);
  EXPECT_EQ(watch.ready_at(), at(10s));
  EXPECT_EQ(watch.awaited(at(1s)), StillAwaited::load);
  watch.on_load(at(9500ms));
  EXPECT_EQ(watch.awaited(at(9600ms)), StillAwaited::paint);
  watch.on_paint(at(9500ms));
  watch.on_network(3, 0, at(9600ms));
  EXPECT_EQ(watch.awaited(at(9700ms)), StillAwaited::network);
  EXPECT_EQ(watch.ready_at(), at(10s));
  EXPECT_FALSE(watch.is_cut_short(at(9999ms)));
  EXPECT_TRUE(watch.is_cut_short(at(10s)));
  watch.on_network(0, 0, at(9700ms));
  EXPECT_EQ(watch.awaited(at(9800ms)), StillAwaited::nothing);
  EXPECT_TRUE(watch.is_cut_short(at(10s)));
}

TEST(QuietWatch, GivesUpWaitingForAPaintThatMayNeverCome) {
  QuietRules rules;
  rules.paint_awaited = 5s;
  QuietWatch watch(kBegin, rules);
  watch.on_load(at(500ms));
  EXPECT_EQ(watch.ready_at(), at(5s));
  EXPECT_FALSE(watch.is_cut_short(at(5s)));
  EXPECT_EQ(watch.awaited(at(5s)), StillAwaited::nothing);
}

TEST(QuietWatch, BeginsAnewWithTheNextDocument) {
  QuietWatch watch = shown(800ms, 300ms);
  watch.on_navigated();
  EXPECT_EQ(watch.awaited(at(1s)), StillAwaited::load);
  watch.on_load(at(3s));
  watch.on_paint(at(3s));
  EXPECT_EQ(watch.ready_at(), at(4s));
}

TEST(QuietWatch, BearsMomentsThatMakeNoSense) {
  QuietWatch watch(kBegin);
  watch.on_load(SteadyTime::min());
  watch.on_paint(SteadyTime());
  watch.on_network(0, 0, SteadyTime::min());
  watch.on_long_task(SteadyTime::min());
  EXPECT_EQ(watch.ready_at(), at(1s));
  watch.on_long_task(at(24h));
  EXPECT_EQ(watch.ready_at(), at(45s));
  EXPECT_TRUE(watch.is_cut_short(at(45s)));
}

}  // namespace
}  // namespace portalprobe
