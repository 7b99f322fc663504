#include "scheduler/backoff.hpp"

#include <gtest/gtest.h>

#include "scheduler/maintenance.hpp"
#include "tests/scheduler/made_portals.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using support::made_portal;
using support::made_target;

const SteadyTime kNow{1000h};

PlannedMeasurement of(std::uint32_t portal, std::uint16_t target) {
  PlannedMeasurement planned;
  planned.portal = portal;
  planned.target = target;
  return planned;
}

class BackoffsTest : public testing::Test {
 protected:
  static std::vector<Portal> two_that_share_an_origin() {
    std::vector<Portal> portals = {made_portal("a", "a.gov.vn", 2, 0), made_portal("b", "b.gov.vn", 1, 0)};
    portals[0].targets.push_back(made_target("pay", TargetKind::action, "https://pay.gov.vn/a"));
    portals[1].targets.push_back(made_target("pay", TargetKind::action, "https://pay.gov.vn/b"));
    return portals;
  }
  bool asked(std::uint32_t portal, std::uint16_t target) const {
    return backoffs.find(of(portal, target)) != nullptr;
  }

  const std::vector<Portal> portals = two_that_share_an_origin();
  Backoffs backoffs{portals};
};

TEST_F(BackoffsTest, HoldForThePortalsTargetsAtTheOriginThatAsked) {
  EXPECT_TRUE(backoffs.note(of(0, 0), {"https://a.gov.vn:443", 60s}, kNow));
  EXPECT_TRUE(asked(0, 0));
  EXPECT_TRUE(asked(0, 1));
  EXPECT_FALSE(asked(0, 2)) << "another origin";
  EXPECT_FALSE(asked(1, 0)) << "another portal";
  EXPECT_EQ(backoffs.find(of(0, 1))->until, kNow + 60s);
  EXPECT_EQ(backoffs.find(of(0, 1))->origin, "https://a.gov.vn:443");
}

TEST_F(BackoffsTest, OfASharedOriginDoNotStopOtherPortals) {
  backoffs.note(of(0, 2), {"https://pay.gov.vn:443", 60s}, kNow);
  EXPECT_TRUE(asked(0, 2));
  EXPECT_FALSE(asked(1, 1));
}

TEST_F(BackoffsTest, HoldForTheTargetThatWasLedThere) {
  backoffs.note(of(0, 0), {"https://elsewhere.vn:443", 60s}, kNow);
  EXPECT_TRUE(asked(0, 0));
  EXPECT_FALSE(asked(0, 1));
}

TEST_F(BackoffsTest, KeepTheLaterEnd) {
  backoffs.note(of(0, 0), {"https://a.gov.vn:443", 60s}, kNow);
  backoffs.note(of(0, 1), {"https://a.gov.vn:443", 5s}, kNow);
  EXPECT_EQ(backoffs.find(of(0, 0))->until, kNow + 60s);
  backoffs.note(of(0, 1), {"https://a.gov.vn:443", 90s}, kNow);
  EXPECT_EQ(backoffs.find(of(0, 0))->until, kNow + 90s);
}

TEST_F(BackoffsTest, CutWhatIsAbsurdAndIgnoreWhatIsNothing) {
  struct {
    microseconds wait;
    std::optional<SteadyTime> want;
  } rows[] = {
      {microseconds::max(), kNow + 24h * 7},
      {24h * 365, kNow + 24h * 7},
      {0us, {}},
      {-5s, {}},
      {microseconds::min(), {}},
  };
  for (const auto& row : rows) {
    Backoffs fresh(portals);
    EXPECT_EQ(fresh.note(of(0, 0), {"https://a.gov.vn:443", row.wait}, kNow), row.want.has_value());
    const auto* request = fresh.find(of(0, 0));
    ASSERT_EQ(request != nullptr, row.want.has_value());
    if (request != nullptr) {
      EXPECT_EQ(request->until, *row.want);
    }
  }
}

TEST(Maintenance, HoldsFromItsBeginToBeforeItsEndForItsPortals) {
  const std::vector<Portal> portals = {made_portal("a", "a.vn"), made_portal("b", "b.vn"),
                                       made_portal("c", "c.vn")};
  const WallTime t{1795186800s};
  const MaintenanceWindows windows({{{"a", "b"}, t, t + 1h, "announced"},
                                    {{"b"}, t + 30min, t + 2h, "longer"},
                                    {{"gone"}, t, t + 9h, "of nobody"}},
                                   portals);
  struct {
    std::uint32_t portal;
    microseconds after;
    std::string want;
  } rows[] = {
      {0, -1us, ""}, {0, 0us, "announced"},   {0, 1h - 1us, "announced"},
      {0, 1h, ""},   {1, 45min, "announced"}, {1, 1h, "longer"},
      {1, 2h, ""},   {2, 45min, ""},
  };
  for (const auto& row : rows) {
    const auto* window = windows.find(row.portal, t + row.after);
    EXPECT_EQ(window == nullptr ? "" : window->reason, row.want) << row.portal << " " << row.after.count();
  }
}

}  // namespace
}  // namespace portalprobe
