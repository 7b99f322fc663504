#include "probe/browser/page_watch.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

const SteadyTime kBegan{1000h};
constexpr microseconds kLongest = 40s;

/// A page that is loaded and painted after half a second.
class PageWatchTest : public ::testing::Test {
 protected:
  PageWatch loaded(PageHabit habit) {
    PageWatch watch(kBegan, kLongest, habit);
    watch.on_load(kBegan + 500ms);
    times_.first_contentful_paint = times_.largest_contentful_paint = 400ms;
    // Asked early, so that its paint is known.
    watch.on_times(times_, kBegan, false, kBegan + 600ms);
    return watch;
  }
  /// Asked whenever that is due; how long it was watched.
  microseconds watch_to_its_end(PageWatch& watch, bool is_busy = false) {
    SteadyTime now = kBegan;
    for (int i = 0; i < 100 && !watch.is_over(); ++i) {
      now = watch.ready_at();
      watch.on_times(times_, kBegan, is_busy, now);
    }
    EXPECT_TRUE(watch.is_over());
    return to_microseconds(now - kBegan);
  }

  PageTimes times_;
};

TEST_F(PageWatchTest, APageThatCannotChangeIsLeftAfterHalfASecond) {
  PageWatch watch = loaded(PageHabit::unknown);
  EXPECT_EQ(watch_to_its_end(watch), 1s);
  EXPECT_TRUE(watch.has_rested());
  EXPECT_EQ(watch.habit(), PageHabit::unknown) << "nobody has seen what it does later";
}

TEST_F(PageWatchTest, OneThatMayChangeIsWatchedForLongTheFirstTimeOnly) {
  times_.may_change = true;
  PageWatch first = loaded(PageHabit::unknown);
  EXPECT_EQ(watch_to_its_end(first), 5750ms);
  EXPECT_EQ(first.habit(), PageHabit::settles);
  PageWatch second = loaded(first.habit());
  EXPECT_EQ(watch_to_its_end(second), 1s);
  EXPECT_EQ(second.habit(), PageHabit::settles);
}

TEST_F(PageWatchTest, OneThatMayStillBeToldSomethingIsWatchedForLong) {
  PageWatch watch = loaded(PageHabit::unknown);
  EXPECT_EQ(watch_to_its_end(watch, true), 5750ms);
}

TEST_F(PageWatchTest, WhatChangesLateIsSeenAndRemembered) {
  const struct {
    const char* what;
    void (*change)(PageTimes&);
    microseconds watched;
  } kCases[] = {
      {"a larger paint", [](PageTimes& times) { times.largest_contentful_paint = 2s; }, 5750ms},
      {"a shift",
       [](PageTimes& times) {
         times.shifts.push_back({2s, 0.1});
       },
       5750ms},
      {"a long task, after which quiet is awaited anew",
       [](PageTimes& times) {
         times.long_tasks.push_back({2s, 200ms});
       },
       2200ms + 5250ms},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    times_ = PageTimes();
    times_.may_change = true;
    PageWatch watch = loaded(PageHabit::unknown);
    watch.on_times(times_, kBegan, false, watch.ready_at());
    ASSERT_TRUE(watch.has_rested());
    ASSERT_FALSE(watch.is_over());
    c.change(times_);
    EXPECT_EQ(watch_to_its_end(watch), c.watched);
    EXPECT_EQ(watch.habit(), PageHabit::stirs);
  }
}

TEST_F(PageWatchTest, OneThatStirredOnceIsAlwaysWatchedForLong) {
  PageWatch watch = loaded(PageHabit::stirs);
  EXPECT_EQ(watch_to_its_end(watch), 5750ms);
  EXPECT_EQ(watch.habit(), PageHabit::stirs) << "what it did once it may do again";
}

TEST_F(PageWatchTest, OneThatIsNeverQuietForLongIsLeft) {
  times_.may_change = true;
  PageWatch watch = loaded(PageHabit::unknown);
  watch.on_times(times_, kBegan, false, kBegan + 1s);
  SteadyTime now = kBegan + 1s;
  while (!watch.is_over() && now < kBegan + 30s) {
    now += 500ms;
    times_.long_tasks.push_back({to_microseconds(now - kBegan) - 100ms, 60ms});
    watch.on_times(times_, kBegan, false, now);
  }
  EXPECT_EQ(now, kBegan + 11500ms);
  EXPECT_TRUE(watch.has_rested());
}

TEST_F(PageWatchTest, OneThatIsNeverQuietHasNotRestedWhenItsTimeIsUp) {
  PageWatch watch = loaded(PageHabit::unknown);
  watch.on_network(3, 0, kBegan + 700ms);
  EXPECT_EQ(watch.ready_at(), kBegan + kLongest);
  watch.on_times(times_, kBegan, true, kBegan + kLongest);
  EXPECT_FALSE(watch.is_over());
  EXPECT_FALSE(watch.has_rested());
  EXPECT_EQ(watch.habit(), PageHabit::unknown);
}

TEST_F(PageWatchTest, TheTimeLimitEndsALongLookAsItEndsAShortOne) {
  times_.may_change = true;
  PageWatch watch(kBegan, 3s, PageHabit::unknown);
  watch.on_load(kBegan + 500ms);
  times_.first_contentful_paint = 400ms;
  watch.on_times(times_, kBegan, false, kBegan + 600ms);
  EXPECT_EQ(watch_to_its_end(watch), 3s);
  EXPECT_TRUE(watch.has_rested());
  EXPECT_EQ(watch.habit(), PageHabit::unknown) << "it was not watched for long";
}

TEST_F(PageWatchTest, ADocumentThatLeadsOnToAnotherStartsItAllAnew) {
  times_.may_change = true;
  PageWatch watch = loaded(PageHabit::settles);
  watch.on_navigated();
  EXPECT_FALSE(watch.is_ready(kBegan + 10s)) << "its own load is awaited";
  watch.on_load(kBegan + 3s);
  times_.first_contentful_paint = times_.largest_contentful_paint = 2800ms;
  watch.on_times(times_, kBegan, false, kBegan + 3100ms);
  EXPECT_EQ(watch_to_its_end(watch), 3500ms);
  EXPECT_EQ(watch.habit(), PageHabit::settles);
}

TEST_F(PageWatchTest, ToLeadOnAfterRestIsToStir) {
  times_.may_change = true;
  PageWatch watch = loaded(PageHabit::unknown);
  watch.on_times(times_, kBegan, false, watch.ready_at());
  ASSERT_TRUE(watch.has_rested());
  watch.on_navigated();
  EXPECT_FALSE(watch.has_rested());
  EXPECT_EQ(watch.habit(), PageHabit::stirs);
}

}  // namespace
}  // namespace portalprobe
