#include "probe/film/speed_index.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using std::chrono::milliseconds;

ColourHistogram pixels(std::uint8_t value, std::uint32_t count) {
  ColourHistogram histogram;
  for (auto& colour : histogram.counts) colour[value] = count;
  return histogram;
}

TEST(VisualProgress, IsTheShareThatHasCome) {
  const ColourHistogram white;
  auto both = pixels(10, 60);
  both.counts[0][200] = 40;
  const struct {
    const char* what;
    ColourHistogram first, last, now;
    int want;
  } rows[] = {
      {"nothing yet", white, pixels(10, 100), white, 0},
      {"all of it", white, pixels(10, 100), pixels(10, 100), 100},
      {"a third, rounded down", white, pixels(10, 100), pixels(10, 33), 33},
      {"more than in the end does not count twice", white, pixels(10, 100), pixels(10, 170), 100},
      {"other colours do not count", white, pixels(10, 100), pixels(99, 100), 0},
      {"nothing is to come", white, white, white, 100},
      {"nothing is to come, and yet something shows", white, white, pixels(10, 5), 100},
      {"almost", white, both, pixels(10, 60), 81},  // 180 of 220
  };
  for (const auto& row : rows)
    EXPECT_EQ(progress_between(row.first, row.last, row.now), row.want) << row.what;
}

TEST(VisualProgress, LooksAtFewFramesWhereLittleChanges) {
  std::vector<microseconds> at;
  for (int i = 0; i < 400; ++i) at.push_back(milliseconds(100 + 2 * i));
  std::vector<int> asked(at.size());
  const auto progress = visual_progress(at, [&](std::size_t i) {
    ++asked[i];
    return pixels(10, i < 200 ? 50 : 100);
  });
  int looks = 0;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    EXPECT_LE(asked[i], i + 1 == asked.size() ? 2 : 1);
    looks += asked[i];
  }
  EXPECT_LT(looks, 30);
  ASSERT_EQ(progress.size(), 401U);
  EXPECT_EQ(progress[200], (VisualProgress{at[199], 50}));
  EXPECT_EQ(progress[201], (VisualProgress{at[200], 100}));
}

TEST(VisualProgress, IsNothingWithoutFrames) {
  EXPECT_TRUE(visual_progress({}, [](std::size_t) { return ColourHistogram{}; }).empty());
}

TEST(SpeedIndex, IsTheAreaAboveTheCurve) {
  const struct {
    const char* what;
    std::vector<VisualProgress> progress;
    std::optional<microseconds> want, first, complete;
  } rows[] = {
      {"no frames", {}, {}, {}, {}},
      {"white to the end", {{milliseconds(0), 100}, {milliseconds(900), 100}}, {}, {}, {}},
      {"at once",
       {{milliseconds(0), 0}, {milliseconds(300), 100}},
       milliseconds(300),
       milliseconds(300),
       milliseconds(300)},
      {"in two halves",
       {{milliseconds(0), 0}, {milliseconds(200), 50}, {milliseconds(1200), 100}},
       milliseconds(700),
       milliseconds(200),
       milliseconds(1200)},
      {"white frames before it count fully",
       {{milliseconds(0), 0}, {milliseconds(100), 0}, {milliseconds(1500), 100}},
       milliseconds(1500),
       milliseconds(1500),
       milliseconds(1500)},
      {"a step back",
       {{milliseconds(0), 0}, {milliseconds(100), 80}, {milliseconds(200), 20}, {milliseconds(300), 100}},
       milliseconds(200),
       milliseconds(100),
       milliseconds(300)},
      {"not complete by the end",
       {{milliseconds(0), 0}, {milliseconds(100), 30}, {milliseconds(300), 99}},
       milliseconds(240),
       milliseconds(100),
       {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(speed_index(row.progress), row.want);
    EXPECT_EQ(first_visual_change(row.progress), row.first);
    EXPECT_EQ(visually_complete(row.progress), row.complete);
  }
}

}  // namespace
}  // namespace portalprobe
