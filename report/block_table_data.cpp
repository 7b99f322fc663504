#include "report/block_table_data.hpp"

#include "report/block_table_words.hpp"

namespace portalprobe {
namespace {

void add_headings(DataTable& data, const BlockTable& table, Language language) {
  const bool vi = language == Language::vi;
  data.text(grouping_text(table.by, language));
  for (const char* heading :
       {vi ? "số lượng" : "bodies", vi ? "có tổng" : "totals", vi ? "xếp hạng" : "ranked",
        vi ? "trung bình" : "mean", vi ? "trung vị" : "median", vi ? "thấp nhất" : "lowest",
        vi ? "cao nhất" : "highest"}) {
    data.text(heading);
  }
  for (const auto& group : table.scheme.groups) data.text((vi ? "trung bình " : "mean ") + group.id);
  for (const auto& level : table.scheme.levels) data.text(level.name);
  data.text(vi ? "chưa chắc" : "level_in_doubt");
  data.text(vi ? "chưa xếp" : "without_level");
  data.end_row();
}

void add_row(DataTable& data, const EvaluationScheme& scheme, const BlockSummary& block,
             const std::string& label) {
  const auto add_mean = [&](const PointsMean& mean) {
    data.points(mean.rounded(scheme.digits, scheme.rounding), scheme.digits);
  };
  data.text(label);
  data.count(block.bodies);
  data.count(static_cast<std::size_t>(block.mean.count));
  data.count(block.ranked);
  add_mean(block.mean);
  add_mean(block.median);
  data.points(block.totals ? std::optional(block.totals->low) : std::nullopt, scheme.digits);
  data.points(block.totals ? std::optional(block.totals->high) : std::nullopt, scheme.digits);
  for (const auto& group : block.groups) add_mean(group);
  for (const auto count : block.levels) data.count(count);
  data.count(block.levels_in_doubt);
  data.count(block.without_level);
  data.end_row();
}

}  // namespace

DataTable block_table_data(const BlockTable& table, Language language) {
  DataTable data;
  add_headings(data, table, language);
  for (const auto& block : table.blocks)
    add_row(data, table.scheme, block, block_label_text(block.label, language));
  add_row(data, table.scheme, table.all, all_blocks_text(language));
  return data;
}

}  // namespace portalprobe
