#include "scoring/block_means.hpp"

#include <gmock/gmock.h>

#include "scoring/block_labels.hpp"
#include "scoring/totals.hpp"
#include "tests/support/evaluations.hpp"

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing_evaluations::body;
using testing_evaluations::doubtful;
using testing_evaluations::pt;
using testing_evaluations::range;
using testing_evaluations::scheme_2023;

Portal portal(std::string id, std::string deployment, std::vector<std::string> tags = {}) {
  Portal portal;
  portal.id = std::move(id);
  portal.deployment = std::move(deployment);
  portal.block = "province";
  Target target;
  target.tags = std::move(tags);
  portal.targets = {target, target};
  return portal;
}

/// Bodies and their register, as they grow.
struct Country {
  std::vector<BodyResults> bodies;
  std::vector<Portal> portals;

  void add(const std::string& deployment, double functions, std::optional<double> performance,
           double access) {
    const std::string id = "p" + std::to_string(bodies.size());
    bodies.push_back(body(id, {functions, performance, access}));
    portals.push_back(portal(id, deployment));
  }
  BlockTable by(Grouping grouping) const {
    const auto standings = add_up(scheme_2023(), bodies);
    EXPECT_TRUE(standings) << standings.error().message;
    return block_means(standings.value_or(Standings{}), portals, grouping);
  }
};

std::optional<Points> shown(const PointsMean& mean) { return mean.rounded(2, Rounding::half_up); }

std::vector<std::string> labels_of(const BlockTable& table) {
  std::vector<std::string> labels;
  for (const auto& block : table.blocks) labels.push_back(block.label);
  return labels;
}

// What was published of 2023: 39 leased portals, 40 bought ones, 4 built by the bodies themselves.
TEST(BlockMeans, AreThoseOfThePublicationOf2023) {
  Country country;
  for (int i = 0; i < 39; ++i) country.add("leased", 66 + (i - 19) * 0.1, 12.23, 7);
  for (int i = 0; i < 40; ++i) country.add("bought", i % 2 == 0 ? 60.05 : 59.05, 10, 6.5);
  for (int i = 0; i < 4; ++i) country.add("self-built", 50 + i, 10, 6.5);
  const BlockTable table = country.by(Grouping::deployment);
  ASSERT_THAT(labels_of(table), ElementsAre("bought", "leased", "self-built"));
  EXPECT_EQ(table.blocks[0].bodies, 40U);
  EXPECT_EQ(shown(table.blocks[0].mean), pt(76.05));
  EXPECT_EQ(table.blocks[1].bodies, 39U);
  EXPECT_EQ(shown(table.blocks[1].mean), pt(85.23));
  EXPECT_EQ(table.blocks[2].bodies, 4U);
  EXPECT_EQ(shown(table.blocks[2].mean), pt(68));
  EXPECT_EQ(table.all.bodies, 83U);
  EXPECT_EQ(table.all.ranked, 83U);
  EXPECT_EQ(shown(table.all.mean), pt(79.98));
  EXPECT_EQ(shown(table.blocks[0].groups[1]), pt(10));
  EXPECT_FALSE(table.overlapping);
}

TEST(BlockMeans, CountLevelsMediansAndEnds) {
  Country country;
  country.add("leased", 70, 20, 5);  // 95, A
  country.add("leased", 60, 15, 6);  // 81, B
  country.add("leased", 60, 15, 7);  // 82, B
  country.add("leased", 30, 10, 5);  // 45, E
  const BlockSummary all = country.by(Grouping::deployment).all;
  EXPECT_THAT(all.levels, ElementsAre(1U, 2U, 0U, 0U, 1U));
  EXPECT_EQ(shown(all.median), pt(81.5));
  EXPECT_EQ(all.totals, range(45, 95));
  country.add("leased", 20, 10, 5);  // 35, E
  EXPECT_EQ(shown(country.by(Grouping::deployment).all.median), pt(81));
}

TEST(BlockMeans, LeaveOutBodiesWithoutATotalAndCountThem) {
  Country country;
  country.add("leased", 60, 20, 5);
  country.add("leased", 70, std::nullopt, 7);
  const BlockSummary block = country.by(Grouping::deployment).blocks.at(0);
  EXPECT_EQ(block.bodies, 2U);
  EXPECT_EQ(block.ranked, 1U);
  EXPECT_EQ(block.mean.count, 1);
  EXPECT_EQ(shown(block.mean), pt(85));
  EXPECT_EQ(block.without_level, 1U);
  EXPECT_EQ(shown(block.groups[0]), pt(65));  // its functions are known
  EXPECT_EQ(block.groups[1].count, 1);
}

TEST(BlockMeans, OfBlocksWithoutTotalsAreNone) {
  Country country;
  country.add("leased", 70, std::nullopt, 7);
  const BlockSummary block = country.by(Grouping::deployment).blocks.at(0);
  EXPECT_FALSE(shown(block.mean));
  EXPECT_FALSE(shown(block.median));
  EXPECT_FALSE(block.totals);
}

TEST(BlockMeans, CountALevelInDoubtAsNone) {
  Country country;
  country.add("leased", 60, 15, 6);
  country.bodies[0] = doubtful(country.bodies[0], 1, 10, 20);
  const BlockSummary all = country.by(Grouping::deployment).all;
  EXPECT_EQ(all.levels_in_doubt, 1U);
  EXPECT_THAT(all.levels, ElementsAre(0U, 0U, 0U, 0U, 0U));
}

TEST(BlockMeans, PutBodiesThatTheRegisterDoesNotPlaceLast) {
  Country country;
  country.add("unknown", 60, 10, 5);
  country.add("bought", 60, 10, 5);
  country.add("leased", 60, 10, 5);
  country.add("", 60, 10, 5);
  country.bodies.push_back(body("stranger", {60.0, 10.0, 5.0}));
  const BlockTable table = country.by(Grouping::deployment);
  EXPECT_THAT(labels_of(table), ElementsAre("bought", "leased", ""));
  EXPECT_EQ(table.blocks[2].bodies, 3U);
}

TEST(BlockMeans, ByTagSayThatBodiesCountSeveralTimes) {
  Country country;
  country.add("leased", 60, 10, 5);
  country.add("leased", 50, 10, 5);
  country.portals[0] = portal("p0", "leased", {"payment", "data-sharing"});
  const BlockTable table = country.by(Grouping::tag);
  EXPECT_THAT(labels_of(table), ElementsAre("data-sharing", "payment", ""));
  EXPECT_TRUE(table.overlapping);
  EXPECT_EQ(table.all.bodies, 2U);
}

TEST(BlockLabels, AreWhatTheRegisterSays) {
  Portal one = portal("p", "unknown", {"payment", "", "payment"});
  one.region = "Đồng bằng sông Hồng";
  one.vendor = "VNPT";
  EXPECT_THAT(block_labels(one, Grouping::block), ElementsAre("province"));
  EXPECT_THAT(block_labels(one, Grouping::deployment), ElementsAre(""));
  EXPECT_THAT(block_labels(one, Grouping::vendor), ElementsAre("VNPT"));
  EXPECT_THAT(block_labels(one, Grouping::region), ElementsAre("Đồng bằng sông Hồng"));
  EXPECT_THAT(block_labels(one, Grouping::tag), ElementsAre("payment"));
}

TEST(BlockLabels, HaveANameForEveryGrouping) {
  for (const char* name : {"block", "deployment", "vendor", "region", "tag"}) {
    const auto grouping = grouping_from(name);
    ASSERT_TRUE(grouping) << name;
    EXPECT_EQ(to_string(*grouping), name);
  }
  EXPECT_FALSE(grouping_from("province"));
}

}  // namespace
}  // namespace portalprobe
