#include "report/score_blocks_text.hpp"

#include <fmt/format.h>

#include "report/block_table_words.hpp"
#include "report/score_words.hpp"
#include "report/standing_words.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

/// 50/20/14/1
std::string counts_text(const VerdictCounts& counts) {
  return fmt::format("{}/{}/{}/{}", counts.of(Verdict::pass), counts.of(Verdict::fail),
                     counts.of(Verdict::inconclusive), counts.of(Verdict::insufficient));
}

std::string mean_text(const ScoreBlock& block, const Criterion& criterion, Language language) {
  return points_text(block.mean.rounded(criterion.digits, criterion.rounding), criterion.digits, language);
}

template <typename AddRow>
void add_all(const ScoreBlocks& table, Language language, AddRow add_row) {
  for (const auto& block : table.blocks) add_row(block, block_label_text(block.label, language));
  add_row(table.all, all_blocks_text(language));
}

std::string results_text(const ScoreBlocks& table, Language language, std::size_t width) {
  const bool vi = language == Language::vi;
  std::vector<TextColumn> columns = {{grouping_text(table.by, language), Align::left, Overflow::cut},
                                     {vi ? "số Cổng" : "portals", Align::right},
                                     {vi ? "có thứ tự" : "ranked", Align::right},
                                     {vi ? "điểm trung bình" : "mean points", Align::right}};
  for (const auto& threshold : table.criterion.thresholds)
    columns.push_back({printable(threshold.id), Align::right});
  TextTable lines(std::move(columns));
  add_all(table, language, [&](const ScoreBlock& block, std::string label) {
    std::vector<std::string> cells = {std::move(label), std::to_string(block.portals),
                                      std::to_string(block.ranked),
                                      mean_text(block, table.criterion, language)};
    for (const auto& counts : block.thresholds) cells.push_back(counts_text(counts));
    lines.add(std::move(cells));
  });
  return lines.text(width);
}

std::string sides_text(const ScoreBlocks& table, Language language, std::size_t width) {
  const bool vi = language == Language::vi;
  std::vector<TextColumn> columns = {{grouping_text(table.by, language), Align::left, Overflow::cut},
                                     {vi ? "lần đo" : "samples", Align::right},
                                     {vi ? "thành công" : "ok", Align::right}};
  for (std::size_t i = 0; i < table.all.samples.by_side.size(); ++i)
    columns.push_back({side_text(static_cast<Side>(i), language), Align::right});
  TextTable lines(std::move(columns));
  add_all(table, language, [&](const ScoreBlock& block, std::string label) {
    std::vector<std::string> cells = {std::move(label), std::to_string(block.samples.taken),
                                      std::to_string(block.samples.ok)};
    for (const auto count : block.samples.by_side) cells.push_back(std::to_string(count));
    lines.add(std::move(cells));
  });
  return lines.text(width);
}

std::string legend_text(const ScoreBlocks& table, Language language) {
  const bool vi = language == Language::vi;
  std::string text = vi ? "Số Cổng: " : "Portals: ";
  for (const auto verdict : {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::insufficient}) {
    if (verdict != Verdict::pass) text += " / ";
    text += verdict_text(verdict, table.criterion, language);
  }
  text += '\n';
  if (table.overlapping) {
    text += vi ? "Một Cổng có thể thuộc nhiều nhóm: các dòng không cộng lại thành tổng số.\n"
               : "A portal may be in several of these: the lines do not add up to all.\n";
  }
  return text;
}

}  // namespace

std::string score_blocks_text(const ScoreBlocks& table, Language language, std::size_t width) {
  return results_text(table, language, width) + legend_text(table, language) + '\n' +
         (language == Language::vi ? "Lần đo không thành công, theo nơi phát sinh\n"
                                   : "Failed measurements, by the side that they arose on\n") +
         sides_text(table, language, width);
}

}  // namespace portalprobe
