#include "report/block_table_text.hpp"

#include <fmt/format.h>

#include "report/block_table_words.hpp"
#include "report/standing_words.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

std::string mean_text(const PointsMean& mean, const EvaluationScheme& scheme, Language language) {
  return points_text(mean.rounded(scheme.digits, scheme.rounding), scheme.digits, language);
}

std::string range_text(const BlockSummary& block, const EvaluationScheme& scheme, Language language) {
  if (!block.totals) return "-";
  return fmt::format("{}–{}", points_text(block.totals->low, scheme.digits, decimal_mark(language)),
                     points_text(block.totals->high, scheme.digits, decimal_mark(language)));
}

bool has_doubt(const BlockTable& table) { return table.all.levels_in_doubt > 0; }
bool has_gaps(const BlockTable& table) { return !table.scheme.levels.empty() && table.all.without_level > 0; }

std::vector<TextColumn> columns_of(const BlockTable& table, Language language) {
  const bool vi = language == Language::vi;
  std::vector<TextColumn> columns = {{grouping_text(table.by, language), Align::left, Overflow::cut}};
  for (const char* heading :
       {vi ? "số lượng" : "bodies", vi ? "có tổng" : "totals", vi ? "xếp hạng" : "ranked",
        vi ? "trung bình" : "mean", vi ? "trung vị" : "median", vi ? "thấp–cao" : "range"}) {
    columns.push_back({heading, Align::right});
  }
  for (const auto& level : table.scheme.levels) columns.push_back({printable(level.name), Align::right});
  if (has_doubt(table)) columns.push_back({vi ? "chưa chắc" : "in doubt", Align::right});
  if (has_gaps(table)) columns.push_back({vi ? "chưa xếp" : "none", Align::right});
  return columns;
}

std::vector<std::string> cells_of(const BlockTable& table, const BlockSummary& block, std::string label,
                                  Language language) {
  const EvaluationScheme& scheme = table.scheme;
  std::vector<std::string> cells = {std::move(label),
                                    std::to_string(block.bodies),
                                    std::to_string(block.mean.count),
                                    std::to_string(block.ranked),
                                    mean_text(block.mean, scheme, language),
                                    mean_text(block.median, scheme, language),
                                    range_text(block, scheme, language)};
  for (const auto count : block.levels) cells.push_back(std::to_string(count));
  if (has_doubt(table)) cells.push_back(std::to_string(block.levels_in_doubt));
  if (has_gaps(table)) cells.push_back(std::to_string(block.without_level));
  return cells;
}

}  // namespace

std::string block_table_text(const BlockTable& table, Language language, std::size_t width) {
  const bool vi = language == Language::vi;
  TextTable lines(columns_of(table, language));
  for (const auto& block : table.blocks)
    lines.add(cells_of(table, block, block_label_text(block.label, language), language));
  lines.add(cells_of(table, table.all, all_blocks_text(language), language));
  std::string text = lines.text(width);
  if (table.overlapping) {
    text += vi ? "Một cơ quan có thể thuộc nhiều nhóm: các dòng không cộng lại thành tổng số.\n"
               : "A body may be in several of these: the lines do not add up to all.\n";
  }
  return text;
}

}  // namespace portalprobe
