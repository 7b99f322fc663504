#include "config/feasibility.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

constexpr IpFamily kIpv4[] = {IpFamily::ipv4};
constexpr IpFamily kBoth[] = {IpFamily::ipv4, IpFamily::ipv6};

/// A portal with one page and one action: three measurements a round.
Portal portal(const std::string& id, const std::string& host) {
  Portal result;
  result.id = id;
  Target page;
  page.url = "https://" + host + "/";
  Target action = page;
  action.kind = TargetKind::action;
  result.targets = {page, action};
  return result;
}

Schedule schedule(int rounds, microseconds window) {
  Schedule result;
  result.id = "night";
  result.rounds = rounds;
  result.window = window;
  return result;
}

TEST(Feasibility, CountsTheGapsOfTheBusiestHost) {
  const std::vector<Portal> portals = {portal("a", "a.example"), portal("b", "b.example")};
  EXPECT_EQ(smallest_window(portals, 24, Limits{}, RoundSettings(kIpv4)), 71s);
  EXPECT_EQ(smallest_window(portals, 24, Limits{}, RoundSettings(kBoth)), 143s);
  EXPECT_TRUE(infeasible(portals, schedule(24, 71s), Limits{}, RoundSettings(kIpv4)).empty());
  EXPECT_EQ(infeasible(portals, schedule(24, 70s), Limits{}, RoundSettings(kIpv4)),
            (std::vector<std::string>{
                "schedule 'night': a window of 1m10s cannot hold 72 measurements of portal 'a', host "
                "a.example with "
                "limits.per_host.gap 1s between them (the smallest window that can: 1m11s)"}));
}

TEST(Feasibility, CountsPortalsThatShareAHostAsOne) {
  const std::vector<Portal> portals = {portal("x", "x.example"), portal("a", "shared.example"),
                                       portal("b", "shared.example"), portal("c", "shared.example")};
  EXPECT_EQ(smallest_window(portals, 1, Limits{}, RoundSettings(kIpv4)), 8s);
  EXPECT_EQ(infeasible(portals, schedule(1, 7s), Limits{}, RoundSettings(kIpv4)),
            (std::vector<std::string>{
                "schedule 'night': a window of 7s cannot hold 9 measurements of portal 'a', host "
                "shared.example and 2 more that share a host with it with limits.per_host.gap 1s between "
                "them (the smallest window that can: 8s)"}));
}

TEST(Feasibility, GivesEveryRoundTheRoomOfTheFirst) {
  Portal body = portal("a", "a.example");
  Target system = body.targets[0];
  system.kind = TargetKind::system;
  system.url = "https://b.example/";
  body.targets.insert(body.targets.end(), 10, system);
  const std::vector<Portal> portals = {body};
  EXPECT_EQ(smallest_window(portals, 1, Limits{}, RoundSettings(kIpv4)), 12s);
  // 13 measurements in the first round, 3 in the others: yet all have slices of the same length.
  EXPECT_EQ(smallest_window(portals, 24, Limits{}, RoundSettings(kIpv4)), 311s);
  EXPECT_TRUE(infeasible(portals, schedule(24, 311s), Limits{}, RoundSettings(kIpv4)).empty());
  EXPECT_EQ(infeasible(portals, schedule(24, 81s), Limits{}, RoundSettings(kIpv4)),
            (std::vector<std::string>{
                "schedule 'night': a window of 1m21s cannot hold 312 measurements of portal 'a', host "
                "a.example, each round as long as the first, with limits.per_host.gap 1s between them (the "
                "smallest window that can: 5m11s)"}));
  Limits limits;
  limits.host_gap = 0s;
  limits.starts_per_second = 1;
  EXPECT_EQ(smallest_window(portals, 24, limits, RoundSettings(kIpv4)), 311s);
  EXPECT_EQ(infeasible(portals, schedule(24, 81s), limits, RoundSettings(kIpv4)).size(), 1U);
}

TEST(Feasibility, CountsStarts) {
  std::vector<Portal> portals;
  for (int i = 0; i < 100; ++i)
    portals.push_back(portal("p" + std::to_string(i), std::to_string(i) + ".example"));
  Limits limits;
  limits.starts_per_second = 2;
  limits.host_gap = 0s;
  EXPECT_EQ(smallest_window(portals, 10, limits, RoundSettings(kIpv4)), 1499500ms);
  EXPECT_TRUE(infeasible(portals, schedule(10, 1499500ms), limits, RoundSettings(kIpv4)).empty());
  EXPECT_EQ(infeasible(portals, schedule(10, 10min), limits, RoundSettings(kIpv4)),
            (std::vector<std::string>{
                "schedule 'night': a window of 10m cannot hold 3000 starts under limits.starts_per_second "
                "2 (the smallest window that can: 25m)"}));
}

TEST(Feasibility, NamesBothLimitsWithTheWindowThatSatisfiesBoth) {
  Limits limits;
  limits.starts_per_second = 0.1;
  const auto reasons =
      infeasible(std::vector{portal("a", "a.example")}, schedule(10, 1s), limits, RoundSettings(kIpv4));
  ASSERT_EQ(reasons.size(), 2U);
  for (const auto& reason : reasons)
    EXPECT_NE(reason.find("the smallest window that can: 4m50s"), std::string::npos);
}

TEST(Feasibility, HoldsAnyPlanInNoWindow) {
  EXPECT_TRUE(
      infeasible(std::vector{portal("a", "a.example")}, schedule(1000, 0s), Limits{}, RoundSettings(kIpv4))
          .empty());
}

TEST(Feasibility, NeedsNoTimeForNothingOrOne) {
  EXPECT_EQ(smallest_window({}, 24, Limits{}, RoundSettings(kIpv4)), 0s);
  Portal one = portal("a", "a.example");
  one.targets.pop_back();
  EXPECT_EQ(smallest_window(std::vector{one}, 1, Limits{}, RoundSettings(kIpv4)), 0s);
  EXPECT_TRUE(infeasible(std::vector{one}, schedule(1, 1us), Limits{}, RoundSettings(kIpv4)).empty());
}

TEST(Feasibility, RefusesAPlanThatNoMemoryHolds) {
  std::vector<Portal> portals;
  for (int i = 0; i < 100; ++i)
    portals.push_back(portal("p" + std::to_string(i), std::to_string(i) + ".example"));
  const auto reasons = infeasible(portals, schedule(100'000, 0s), Limits{}, RoundSettings(kIpv4));
  ASSERT_EQ(reasons.size(), 1U);
  EXPECT_EQ(
      reasons[0],
      "schedule 'night' plans 30000000 measurements, and a sweep holds at most 20000000 (plan fewer rounds, "
      "or split the portals)");
}

}  // namespace
}  // namespace portalprobe
