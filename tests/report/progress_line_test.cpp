#include "report/progress_line.hpp"

#include <gtest/gtest.h>

#include "report/text_width.hpp"

namespace portalprobe {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Progress kHalf{3'060, 6'120, 12, 0.28, minutes(185)};

TEST(ProgressBar, ShowsEverythingWhereThereIsRoom) {
  EXPECT_EQ(
      progress_bar(kHalf, 120),
      "[████████████████████░░░░░░░░░░░░░░░░░░░░]  3,060/6,120  50 %  12 failed  3 h 05 min left  16.8/min");
  EXPECT_EQ(progress_bar(kHalf, 60, false), "3,060/6,120  50 %  12 failed  3 h 05 min left  16.8/min");
  EXPECT_EQ(progress_bar(kHalf, 80, false),
            "[##########..........]  3,060/6,120  50 %  12 failed  3 h 05 min left  16.8/min");
}

TEST(ProgressBar, NeverFillsTheLastCellOfALine) {
  for (std::size_t width = 0; width < 200; ++width) {
    for (const bool unicode : {false, true}) {
      EXPECT_LE(display_width(progress_bar(kHalf, width, unicode)) + (width > 0 ? 1 : 0), width) << width;
    }
  }
}

TEST(ProgressBar, IsFullOnlyWhenAllIsDone) {
  Progress progress{6'119, 6'120, 0, 50, seconds(1)};
  EXPECT_NE(progress_bar(progress, 120).find("░"), std::string::npos);
  progress.done = 6'120;
  EXPECT_EQ(progress_bar(progress, 120).find("░"), std::string::npos);
}

TEST(ProgressBar, OfAnEmptyPlanIsWellFormed) {
  EXPECT_EQ(progress_sentence(Progress{}), "0 of 0 measured (100 %), 0 failed, 0/s");
  EXPECT_FALSE(progress_bar(Progress{}, 80).empty());
}

TEST(ProgressSentence, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(progress_sentence(kHalf), "3,060 of 6,120 measured (50 %), 12 failed, 16.8/min, 3 h 05 min left");
  EXPECT_EQ(progress_sentence({5, 100, 0, 2.5, {}}), "5 of 100 measured (5 %), 0 failed, 2.5/s");
}

TEST(TimeLeft, GoesOnAsSinceTheStart) {
  EXPECT_EQ(time_left(0, 100, seconds(5)), std::nullopt);
  EXPECT_EQ(time_left(1, 100, seconds(0)), std::nullopt);
  EXPECT_EQ(time_left(25, 100, seconds(10)), seconds(30));
  EXPECT_EQ(time_left(100, 100, seconds(10)), seconds(0));
}

}  // namespace
}  // namespace portalprobe
