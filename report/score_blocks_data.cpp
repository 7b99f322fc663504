#include "report/score_data.hpp"

#include "report/block_table_words.hpp"
#include "report/score_data_cells.hpp"
#include "report/score_words.hpp"

namespace portalprobe {

DataTable score_blocks_data(const ScoreBlocks& blocks, Language language) {
  const Criterion& criterion = blocks.criterion;
  DataTable table;
  table.text(grouping_text(blocks.by, language));
  add_headings(
      table,
      {{"số Cổng", "portals"}, {"có thứ tự", "ranked"}, {"có điểm", "scored"}, {"điểm trung bình", "mean"}},
      language);
  constexpr Verdict kAll[] = {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::insufficient};
  for (const auto& threshold : criterion.thresholds) {
    for (const auto verdict : kAll)
      table.text(threshold.id + ": " + verdict_text(verdict, criterion, language));
  }
  add_side_headings(table, language);
  table.end_row();
  const auto add_row = [&](const ScoreBlock& block, std::string label) {
    table.text(std::move(label));
    table.count(block.portals);
    table.count(block.ranked);
    table.count(static_cast<std::size_t>(block.mean.count));
    table.points(block.mean.rounded(criterion.digits, criterion.rounding), criterion.digits);
    for (const auto& counts : block.thresholds) {
      for (const auto count : counts.counts) table.count(count);
    }
    add_sides(table, block.samples);
    table.end_row();
  };
  for (const auto& block : blocks.blocks) add_row(block, block_label_text(block.label, language));
  add_row(blocks.all, all_blocks_text(language));
  return table;
}

}  // namespace portalprobe
