#include "scoring/reach.hpp"

#include <gtest/gtest.h>

#include "tests/scoring/made_samples.hpp"

namespace portalprobe {
namespace {

Threshold usual() {
  Threshold threshold;
  threshold.id = "page-load";
  threshold.limit = 2.5e6;
  threshold.readings = {MadeSamples::lcp(), MadeSamples::network_load()};
  return threshold;
}

TEST(Reach, OfOneSweepIsThatOfOrderStatistics) {
  auto threshold = usual();
  threshold.min_samples = 1;
  EXPECT_EQ(reach_of_sweep(threshold, 2), (Reach{false, false}));
  EXPECT_EQ(reach_of_sweep(threshold, 3), (Reach{false, true}));
  EXPECT_EQ(reach_of_sweep(threshold, 12), (Reach{false, true}));
  EXPECT_EQ(reach_of_sweep(threshold, 13), (Reach{true, true}));
  EXPECT_EQ(rounds_for_pass(threshold), 13U);
}

TEST(Reach, AsksForWhatTheCriterionAsks) {
  auto threshold = usual();
  threshold.min_samples = 60;
  EXPECT_EQ(reach_of_sweep(threshold, 59), (Reach{false, false}));
  EXPECT_EQ(rounds_for_pass(threshold), 60U);
  threshold.min_nights = 20;
  EXPECT_EQ(nights_for_pass(threshold, 24), 20U);
  EXPECT_EQ(reach_of_nights(threshold, 19, 24), (Reach{false, false}));
  EXPECT_EQ(reach_of_nights(threshold, 20, 24), (Reach{true, true}));
}

TEST(Reach, NightsCountAndNotMeasurements) {
  auto threshold = usual();
  threshold.min_nights = 1;
  EXPECT_EQ(nights_for_pass(threshold, 24), 13U);
  EXPECT_EQ(nights_for_pass(threshold, 1000), 13U);
  threshold.allowed_over = 0.0001;
  EXPECT_FALSE(nights_for_pass(threshold, 24));
}

TEST(Reach, SaysWhatThePlanMeasuresForAThreshold) {
  Criterion criterion;
  criterion.thresholds = {usual(), usual()};
  criterion.thresholds[1].kind = TargetKind::action;
  criterion.thresholds[1].roles = {"search"};
  criterion.thresholds[1].readings = {MadeSamples::response_time()};
  std::vector<Portal> portals(3);
  portals[0].id = "both";
  portals[0].targets = {MadeSamples::page("home"), MadeSamples::action("a")};
  portals[1].id = "default";
  portals[1].targets = {MadeSamples::page("home"), MadeSamples::action("default-action", false)};
  portals[2].id = "page";
  portals[2].targets = {MadeSamples::page("home")};
  const std::vector<IpFamily> families = {IpFamily::ipv4};
  const auto with = [&](std::optional<PageLoads> loads) {
    return planned_for(criterion, portals, RoundSettings(families, loads));
  };
  const auto network = with(PageLoads{EngineKind::network, Profile::desktop, SpeedIndexVisits::off});
  EXPECT_EQ(network[0], (PlannedThreshold{0, 1, 3, 0, {}}));
  EXPECT_EQ(network[1], (PlannedThreshold{1, 0, 2, 1, {"page"}}));
  EXPECT_EQ(with(PageLoads{EngineKind::browser, Profile::desktop, SpeedIndexVisits::off})[0].reading, 0U);
  EXPECT_FALSE(with(std::nullopt)[0].reading);
}

}  // namespace
}  // namespace portalprobe
