#include "probe/browser/page_habits.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

class PageHabitsTest : public ::testing::Test {
 protected:
  PageHabitsTest() {
    portal_.id = "portal";
    portal_.targets.resize(2);
    portal_.targets[0].id = "home";
    portal_.targets[1].id = "search";
  }
  PageHabit known(std::uint16_t target = 0) const { return habits_.of(portal_, planned(target)); }
  void learn(PageHabit habit) { habits_.learn(portal_, planned(0), habit); }
  static PlannedMeasurement planned(std::uint16_t target) {
    PlannedMeasurement planned;
    planned.target = target;
    return planned;
  }

  Portal portal_;
  PageHabits habits_;
};

TEST_F(PageHabitsTest, AreOfOnePageEach) {
  EXPECT_EQ(known(), PageHabit::unknown);
  learn(PageHabit::settles);
  EXPECT_EQ(known(0), PageHabit::settles);
  EXPECT_EQ(known(1), PageHabit::unknown);
}

TEST_F(PageHabitsTest, AreFoundOutAnewNowAndThen) {
  learn(PageHabit::settles);
  for (int round = 0; round < 3; ++round) {
    for (int visit = 0; visit < PageHabits::kTrusted; ++visit) {
      EXPECT_EQ(known(), PageHabit::settles);
      learn(PageHabit::settles);  // what a short visit says again
    }
    EXPECT_EQ(known(), PageHabit::unknown) << "the next look is a long one";
    learn(PageHabit::settles);
  }
}

TEST_F(PageHabitsTest, OfAPageThatStirredStay) {
  learn(PageHabit::stirs);
  learn(PageHabit::settles);
  learn(PageHabit::unknown);
  EXPECT_EQ(known(), PageHabit::stirs);
}

TEST_F(PageHabitsTest, AreNotForgottenByAVisitThatFoundOutNothing) {
  learn(PageHabit::settles);
  learn(PageHabit::unknown);
  EXPECT_EQ(known(), PageHabit::settles);
}

}  // namespace
}  // namespace portalprobe
