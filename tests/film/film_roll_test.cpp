#include "probe/film/film_roll.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using std::chrono::milliseconds;

SteadyTime at(int ms) { return SteadyTime(std::chrono::hours(1)) + milliseconds(ms); }

TEST(FilmRoll, KeepsWhatIsNew) {
  FilmRoll roll;
  roll.take(at(0), "a");
  roll.take(at(10), "a");  // the same again
  roll.take(at(20), "b");
  roll.take(at(15), "c");  // before the last
  roll.take(at(30), "");
  roll.take(at(40), "a");
  ASSERT_EQ(roll.frames().size(), 3U);
  EXPECT_EQ(roll.frames()[0].at, at(0));
  EXPECT_EQ(roll.frames()[1].at, at(20));
  EXPECT_EQ(roll.frames()[2].at, at(40));
  EXPECT_EQ(roll.spacing(), microseconds(0));
}

TEST(FilmRoll, LeavesOutWhatIsTooLong) {
  FilmRoll roll({10, 1000, 4});
  roll.take(at(0), "12345");
  roll.take(at(1), "1234");
  ASSERT_EQ(roll.frames().size(), 1U);
}

TEST(FilmRoll, KeepsAPageThatNeverRestsFromBeginToEnd) {
  FilmRoll roll({100, 1U << 20U, 1000});
  for (int i = 0; i <= 45 * 60; ++i) roll.take(at(i * 1000 / 60), std::to_string(i));
  const auto& frames = roll.frames();
  EXPECT_LE(frames.size(), 100U);
  EXPECT_GE(frames.size(), 40U);
  EXPECT_EQ(frames.front().jpeg, "0");
  EXPECT_EQ(frames.back().jpeg, "2700");
  EXPECT_GT(roll.spacing(), microseconds(0));
  for (std::size_t i = 1; i < frames.size(); ++i) {
    EXPECT_LT(frames[i - 1].at, frames[i].at);
    EXPECT_LE(to_microseconds(frames[i].at - frames[i - 1].at), 2 * roll.spacing() + milliseconds(20)) << i;
  }
}

TEST(FilmRoll, IsBoundedInBytes) {
  FilmRoll roll({1000, 10'000, 4000});
  for (int i = 0; i < 500; ++i) roll.take(at(i * 40), std::string(1000 + static_cast<std::size_t>(i), 'x'));
  std::size_t bytes = 0;
  for (const auto& frame : roll.frames()) bytes += frame.jpeg.size();
  EXPECT_LE(bytes, 10'000U);
  EXPECT_EQ(roll.frames().back().jpeg.size(), 1499U);
}

}  // namespace
}  // namespace portalprobe
