#include "scoring/score_blocks.hpp"

#include <algorithm>
#include <map>

#include "scoring/block_labels.hpp"

namespace portalprobe {
namespace {

using Blocks = std::map<std::string, ScoreBlock>;

ScoreBlock empty_block(std::string label, const Criterion& criterion) {
  ScoreBlock block;
  block.label = std::move(label);
  block.thresholds.resize(criterion.thresholds.size());
  return block;
}

ScoreBlock& block_of(Blocks& blocks, const std::string& label, const Criterion& criterion) {
  const auto found = blocks.find(label);
  return found != blocks.end() ? found->second
                               : blocks.emplace(label, empty_block(label, criterion)).first->second;
}

void add_verdicts(ScoreBlock& block, const PortalResult& portal) {
  ++block.portals;
  if (portal.rank) ++block.ranked;
  if (portal.points) block.mean.add(*portal.points);
  ++block.verdicts.of(portal.verdict);
  const std::size_t judged = std::min(block.thresholds.size(), portal.thresholds.size());
  for (std::size_t i = 0; i < judged; ++i) ++block.thresholds[i].of(portal.thresholds[i].verdict);
}

}  // namespace

ScoreBlocks score_blocks(const ScoreCard& card, Grouping by) {
  ScoreBlocks table;
  table.by = by;
  table.criterion = card.criterion;
  table.all = empty_block("", card.criterion);
  Blocks blocks;
  for (const auto& portal : card.portals) {
    add_verdicts(table.all, portal);
    table.all.samples += portal.samples;
    const auto labels = block_labels(portal.portal, by);
    if (labels.size() > 1) table.overlapping = true;
    for (const auto& label : labels) {
      ScoreBlock& block = block_of(blocks, label, card.criterion);
      add_verdicts(block, portal);
      if (by != Grouping::tag || label.empty()) block.samples += portal.samples;
    }
  }
  if (by == Grouping::tag) {
    for (const auto& tag : card.tags) block_of(blocks, tag.tag, card.criterion).samples += tag.samples;
  }
  for (auto& [label, block] : blocks) table.blocks.push_back(std::move(block));
  if (!table.blocks.empty() && table.blocks.front().label.empty())
    std::rotate(table.blocks.begin(), table.blocks.begin() + 1, table.blocks.end());
  return table;
}

}  // namespace portalprobe
