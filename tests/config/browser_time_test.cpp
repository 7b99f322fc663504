#include "config/browser_time.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Portal portal_with(std::vector<TargetKind> kinds) {
  Portal portal;
  for (const TargetKind kind : kinds) {
    Target target;
    target.kind = kind;
    portal.targets.push_back(target);
  }
  return portal;
}

TEST(BrowserTime, CountsTheLoadsOfPagesAlone) {
  const std::vector<Portal> portals = {portal_with({TargetKind::page, TargetKind::page, TargetKind::action}),
                                       portal_with({TargetKind::page, TargetKind::system})};
  ProbeSettings settings;
  EXPECT_EQ(browser_visits(portals, 4, RoundSettings(settings)), 0u) << "by the reader";
  settings.page_engine = PageEngine::browser;
  settings.speed_index = SpeedIndexVisits::off;
  EXPECT_EQ(browser_visits(portals, 4, RoundSettings(settings)), 12u);
  settings.speed_index = SpeedIndexVisits::first_round;
  EXPECT_EQ(browser_visits(portals, 4, RoundSettings(settings)), 15u) << "each page is filmed once";
  settings.speed_index = SpeedIndexVisits::every_round;
  EXPECT_EQ(browser_visits(portals, 4, RoundSettings(settings)), 24u);
  settings.speed_index = SpeedIndexVisits::off;
  settings.ip_families = {IpFamily::ipv4, IpFamily::ipv6};
  EXPECT_EQ(browser_visits(portals, 4, RoundSettings(settings)), 24u);
}

TEST(BrowserTime, IsThatOfVisitsInARow) {
  EXPECT_EQ(browser_time(0, 1).together, microseconds(0));
  EXPECT_EQ(browser_time(12, 1).together, minutes(1));
  EXPECT_EQ(browser_time(12, 5).together, seconds(15)) << "the last ones have company";
  EXPECT_EQ(browser_time_text(browser_time(2040, 1)),
            "2040 visits of a browser take about 2h50m, one at a time at 5s each");
}

TEST(BrowserTime, IsShortWhereAWindowCannotHoldIt) {
  Schedule schedule;
  schedule.id = "night";
  schedule.rounds = 24;
  schedule.window = hours(3);
  EXPECT_EQ(browser_time_short(browser_time(2040, 1), schedule), "");
  schedule.window = hours(1);
  EXPECT_EQ(browser_time_short(browser_time(2040, 1), schedule),
            "schedule 'night': 2040 visits of a browser take about 2h50m, one at a time at 5s each, and the "
            "window is "
            "1h: plan at most 8 rounds, or a window of 2h50m or more (defaults.cores_per_visit says how many "
            "run at a "
            "time)");
  EXPECT_EQ(browser_time_short(browser_time(2040, 4), schedule), "");
  schedule.window = microseconds(1);
  EXPECT_NE(browser_time_short(browser_time(2040, 1), schedule).find(": plan a window of 2h50m"),
            std::string::npos);
  schedule.window = microseconds(0);
  EXPECT_EQ(browser_time_short(browser_time(2040, 1), schedule), "") << "as long as it takes";
}

}  // namespace
}  // namespace portalprobe
