#include "scoring/score_blocks.hpp"

#include <gtest/gtest.h>

#include "tests/support/made_score_cards.hpp"

namespace portalprobe {
namespace {

using testing_evaluations::pt;
using testing_scores::made_score_card;

VerdictCounts counts(std::size_t pass, std::size_t fail, std::size_t inconclusive, std::size_t insufficient) {
  return {{pass, fail, inconclusive, insufficient}};
}

void tag(PortalResult& portal, std::vector<std::string> tags) {
  Target target;
  target.tags = std::move(tags);
  portal.portal.targets.push_back(std::move(target));
}

TEST(ScoreBlocks, CountsPortalsRanksPointsVerdictsAndSides) {
  const ScoreBlocks table = score_blocks(made_score_card(), Grouping::vendor);
  EXPECT_FALSE(table.overlapping);
  ASSERT_EQ(table.blocks.size(), 2U);
  const ScoreBlock& vnpt = table.blocks[0];
  EXPECT_EQ(vnpt.label, "VNPT");
  EXPECT_EQ(vnpt.portals, 2U);
  EXPECT_EQ(vnpt.ranked, 2U);
  EXPECT_EQ(vnpt.mean, (PointsMean{pt(22.5), 2}));
  EXPECT_EQ(vnpt.verdicts, counts(1, 1, 0, 0));
  EXPECT_EQ(vnpt.thresholds, (std::vector{counts(1, 1, 0, 0), counts(1, 0, 1, 0)}));
  EXPECT_EQ(vnpt.samples.taken, 2872U);
  EXPECT_EQ(vnpt.samples.ok, 2830U);
  EXPECT_EQ(vnpt.samples.by_side, (std::array<std::uint64_t, 7>{0, 42, 0, 0, 0, 0, 0}));
  const ScoreBlock& nobody = table.blocks[1];
  EXPECT_EQ(nobody.label, "");
  EXPECT_EQ(nobody.ranked, 0U);
  EXPECT_EQ(nobody.mean.count, 0);
  EXPECT_EQ(nobody.thresholds, (std::vector{counts(0, 0, 1, 0), counts(0, 0, 0, 1)}));
  EXPECT_EQ(table.all.portals, 3U);
  EXPECT_EQ(table.all.verdicts, counts(1, 1, 0, 1));
  EXPECT_EQ(table.all.samples.taken, 2872U + 1436U);
}

TEST(ScoreBlocks, AddUpToAllUnlessTheyOverlap) {
  for (const auto by : {Grouping::block, Grouping::deployment, Grouping::vendor, Grouping::region}) {
    SCOPED_TRACE(to_string(by));
    const ScoreBlocks table = score_blocks(made_score_card(), by);
    ScoreBlock sum;
    sum.thresholds.resize(2);
    for (const auto& block : table.blocks) {
      sum.portals += block.portals;
      sum.ranked += block.ranked;
      sum.mean.sum += block.mean.sum;
      sum.mean.count += block.mean.count;
      sum.samples += block.samples;
      for (std::size_t i = 0; i < kVerdicts; ++i) {
        sum.verdicts.counts[i] += block.verdicts.counts[i];
        for (std::size_t j = 0; j < 2; ++j) sum.thresholds[j].counts[i] += block.thresholds[j].counts[i];
      }
    }
    EXPECT_EQ(sum, table.all);
  }
}

TEST(ScoreBlocks, ByTagCountSamplesOfTheTaggedTargetsAlone) {
  ScoreCard card = made_score_card();
  tag(card.portals[0], {"payment", "data-sharing"});
  tag(card.portals[1], {"payment"});
  card.tags.clear();
  SideCounts payment;
  payment.taken = 100;
  payment.ok = 90;
  payment.by_side[1] = 10;
  SideCounts sharing;
  sharing.taken = 7;
  card.tags = {
      {"ha-noi", "data-sharing", sharing}, {"ha-noi", "payment", payment}, {"hue", "payment", payment}};
  const ScoreBlocks table = score_blocks(card, Grouping::tag);
  EXPECT_TRUE(table.overlapping);
  ASSERT_EQ(table.blocks.size(), 3U);
  EXPECT_EQ(table.blocks[0].label, "data-sharing");
  EXPECT_EQ(table.blocks[0].portals, 1U);
  EXPECT_EQ(table.blocks[0].samples, sharing);
  EXPECT_EQ(table.blocks[1].label, "payment");
  EXPECT_EQ(table.blocks[1].portals, 2U);
  EXPECT_EQ(table.blocks[1].samples.taken, 200U);
  EXPECT_EQ(table.blocks[1].samples.by_side[1], 20U);
  EXPECT_EQ(table.blocks[2].label, "");
  EXPECT_EQ(table.blocks[2].portals, 1U);
  EXPECT_EQ(table.blocks[2].samples, card.portals[2].samples);
  EXPECT_EQ(table.all.portals, 3U);
}

TEST(ScoreBlocks, OfNoPortalsAreNone) {
  ScoreCard card = made_score_card();
  card.portals.clear();
  const ScoreBlocks table = score_blocks(card, Grouping::block);
  EXPECT_TRUE(table.blocks.empty());
  EXPECT_EQ(table.all.portals, 0U);
  EXPECT_EQ(table.all.thresholds.size(), 2U);
}

}  // namespace
}  // namespace portalprobe
