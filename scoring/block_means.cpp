#include "scoring/block_means.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

#include "scoring/block_labels.hpp"

namespace portalprobe {
namespace {

/// One block as it fills.
class Block {
 public:
  Block(std::string label, const EvaluationScheme& scheme) : scheme_(scheme) {
    summary_.label = std::move(label);
    summary_.groups.resize(scheme.groups.size());
    summary_.levels.resize(scheme.levels.size());
  }

  void add(const Standing& standing) {
    ++summary_.bodies;
    if (standing.rank) ++summary_.ranked;
    if (standing.total) totals_.push_back(*standing.total);
    for (std::size_t i = 0; i < summary_.groups.size() && i < standing.body.groups.size(); ++i) {
      if (const auto& points = standing.body.groups[i].points) summary_.groups[i].add(*points);
    }
    add_levels(standing.levels);
  }

  BlockSummary take() {
    std::ranges::sort(totals_);
    for (const auto total : totals_) summary_.mean.add(total);
    if (!totals_.empty()) {
      summary_.totals = PointsRange{totals_.front(), totals_.back()};
      summary_.median.add(totals_[totals_.size() / 2]);
      if (totals_.size() % 2 == 0) summary_.median.add(totals_[totals_.size() / 2 - 1]);
    }
    return std::move(summary_);
  }

 private:
  void add_levels(const std::vector<std::string>& levels) {
    if (levels.empty()) {
      ++summary_.without_level;
    } else if (levels.size() > 1) {
      ++summary_.levels_in_doubt;
    } else {
      const auto level = std::ranges::find(scheme_.levels, levels.front(), &Level::name);
      if (level != scheme_.levels.end())
        ++summary_.levels[static_cast<std::size_t>(level - scheme_.levels.begin())];
    }
  }

  const EvaluationScheme& scheme_;
  BlockSummary summary_;
  std::vector<Points> totals_;
};

using PortalsById = std::unordered_map<std::string_view, const Portal*>;

std::vector<std::string> labels_of(const std::string& id, const PortalsById& portals, Grouping by) {
  const auto portal = portals.find(id);
  return portal == portals.end() ? std::vector<std::string>{""} : block_labels(*portal->second, by);
}

}  // namespace

BlockTable block_means(const Standings& standings, std::span<const Portal> portals, Grouping by) {
  PortalsById by_id;
  for (const auto& portal : portals) by_id.try_emplace(portal.id, &portal);
  BlockTable table{by, standings.scheme, {}, {}, false};
  Block all("", standings.scheme);
  std::map<std::string, Block> blocks;
  for (const auto& standing : standings.bodies) {
    all.add(standing);
    const auto labels = labels_of(standing.body.portal_id, by_id, by);
    if (labels.size() > 1) table.overlapping = true;
    for (const auto& label : labels)
      blocks.try_emplace(label, label, standings.scheme).first->second.add(standing);
  }
  for (auto& [label, block] : blocks) table.blocks.push_back(block.take());
  if (!table.blocks.empty() && table.blocks.front().label.empty())
    std::rotate(table.blocks.begin(), table.blocks.begin() + 1, table.blocks.end());
  table.all = all.take();
  return table;
}

}  // namespace portalprobe
