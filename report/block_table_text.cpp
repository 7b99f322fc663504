#include "report/block_table_text.hpp"

#include <fmt/format.h>

#include "report/standing_words.hpp"
#include "report/table_file.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

struct GroupingName {
  const char* vi;
  const char* en;
};

GroupingName name_of(Grouping grouping) {
  switch (grouping) {
    case Grouping::block:
      return {"khối", "block"};
    case Grouping::deployment:
      return {"hình thức triển khai", "deployment"};
    case Grouping::vendor:
      return {"nhà cung cấp", "vendor"};
    case Grouping::region:
      return {"vùng", "region"};
    case Grouping::tag:
      return {"nhãn", "tag"};
  }
  return {"", ""};
}

std::string heading_of(Grouping grouping, bool vi) { return vi ? name_of(grouping).vi : name_of(grouping).en; }

std::string label_text(const BlockSummary& block, bool vi) {
  if (!block.label.empty()) return block.label;
  return vi ? "(không rõ)" : "(not stated)";
}

std::string mean_text(const BlockSummary& block, const EvaluationScheme& scheme, Language language) {
  return points_text(block.mean.rounded(scheme.digits, scheme.rounding), scheme.digits, language);
}

std::string median_text(const BlockSummary& block, const EvaluationScheme& scheme, Language language) {
  return points_text(block.median.rounded(scheme.digits, scheme.rounding), scheme.digits, language);
}

std::string range_text(const BlockSummary& block, const EvaluationScheme& scheme, Language language) {
  if (!block.totals) return "-";
  return fmt::format("{}–{}", points_text(block.totals->low, scheme.digits, decimal_mark(language)),
                     points_text(block.totals->high, scheme.digits, decimal_mark(language)));
}

bool has_doubt(const BlockTable& table) { return table.all.levels_in_doubt > 0; }
bool has_gaps(const BlockTable& table) { return !table.scheme.levels.empty() && table.all.without_level > 0; }

std::vector<TextColumn> columns_of(const BlockTable& table, bool vi) {
  std::vector<TextColumn> columns = {{heading_of(table.by, vi), Align::left, Overflow::cut}};
  for (const char* heading : {vi ? "số lượng" : "bodies", vi ? "có tổng" : "totals", vi ? "xếp hạng" : "ranked",
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
                                    mean_text(block, scheme, language),
                                    median_text(block, scheme, language),
                                    range_text(block, scheme, language)};
  for (const auto count : block.levels) cells.push_back(std::to_string(count));
  if (has_doubt(table)) cells.push_back(std::to_string(block.levels_in_doubt));
  if (has_gaps(table)) cells.push_back(std::to_string(block.without_level));
  return cells;
}

void add_headings(TableFile& file, const BlockTable& table, bool vi) {
  file.text(heading_of(table.by, vi));
  for (const char* heading : {vi ? "số lượng" : "bodies", vi ? "có tổng" : "totals", vi ? "xếp hạng" : "ranked",
                              vi ? "trung bình" : "mean", vi ? "trung vị" : "median", vi ? "thấp nhất" : "lowest",
                              vi ? "cao nhất" : "highest"}) {
    file.text(heading);
  }
  for (const auto& group : table.scheme.groups) file.text((vi ? "trung bình " : "mean ") + group.id);
  for (const auto& level : table.scheme.levels) file.text(level.name);
  file.text(vi ? "chưa chắc" : "level_in_doubt");
  file.text(vi ? "chưa xếp" : "without_level");
  file.end_row();
}

void add_row(TableFile& file, const BlockTable& table, const BlockSummary& block, const std::string& label) {
  const EvaluationScheme& scheme = table.scheme;
  const auto mean = [&](const PointsMean& of) { file.points(of.rounded(scheme.digits, scheme.rounding), scheme.digits); };
  file.text(label);
  file.count(block.bodies);
  file.count(static_cast<std::size_t>(block.mean.count));
  file.count(block.ranked);
  mean(block.mean);
  mean(block.median);
  file.points(block.totals ? std::optional(block.totals->low) : std::nullopt, scheme.digits);
  file.points(block.totals ? std::optional(block.totals->high) : std::nullopt, scheme.digits);
  for (const auto& group : block.groups) mean(group);
  for (const auto count : block.levels) file.count(count);
  file.count(block.levels_in_doubt);
  file.count(block.without_level);
  file.end_row();
}

}  // namespace

std::string block_table_text(const BlockTable& table, Language language, std::size_t width) {
  const bool vi = language == Language::vi;
  TextTable lines(columns_of(table, vi));
  for (const auto& block : table.blocks) lines.add(cells_of(table, block, label_text(block, vi), language));
  lines.add(cells_of(table, table.all, vi ? "tất cả" : "all", language));
  std::string text = lines.text(width);
  if (table.overlapping) {
    text += vi ? "Một cơ quan có thể thuộc nhiều nhóm: các dòng không cộng lại thành tổng số.\n"
               : "A body may be in several of these: the lines do not add up to all.\n";
  }
  return text;
}

std::string block_table_csv(const BlockTable& table, Language language) {
  const bool vi = language == Language::vi;
  TableFile file(language);
  add_headings(file, table, vi);
  for (const auto& block : table.blocks) add_row(file, table, block, label_text(block, vi));
  add_row(file, table, table.all, vi ? "tất cả" : "all");
  return file.take();
}

}  // namespace portalprobe
