#include <algorithm>

#include "report/score_line_text.hpp"
#include "report/score_sections.hpp"
#include "report/score_words.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

/// The same result as one vantage alone has it: of its last segment, where there are several.
ReadingResult alone(const ReadingResult& result, const VantageResult& vantage) {
  ReadingResult one;
  one.reading = result.reading;
  one.verdict = vantage.verdict;
  one.reason = vantage.reason;
  one.vantages = {vantage};
  one.shown_segment = vantage.segments.size() - 1;
  return one;
}

std::string cell_text(const ScoreCard& card, const TargetResult& line, const std::string& vantage_id,
                      Language language) {
  const auto& vantages = line.result.vantages;
  const auto found = std::ranges::find(vantages, vantage_id, &VantageResult::vantage_id);
  if (found == vantages.end() || found->segments.empty()) return "-";
  return outcome_text(verdict_text(found->verdict, card.criterion, language), alone(line.result, *found),
                      card.criterion.thresholds.at(line.threshold), language);
}

}  // namespace

std::string score_vantages_text(const ScoreCard& card, Language language, std::size_t width) {
  const bool vi = language == Language::vi;
  if (card.vantages.size() < 2 || card.verdicts.empty()) return "";
  std::vector<TextColumn> columns = {{vi ? "Cổng" : "portal", Align::left, Overflow::cut},
                                     {vi ? "đối tượng" : "target", Align::left, Overflow::cut},
                                     {vi ? "ngưỡng" : "threshold"}};
  for (const auto& vantage : card.vantages)
    columns.push_back({printable(vantage), Align::left, Overflow::wrap});
  TextTable table(std::move(columns));
  for (const auto& line : card.verdicts) {
    std::vector<std::string> cells = {line.portal_id, target_text(line),
                                      card.criterion.thresholds.at(line.threshold).id};
    for (const auto& vantage : card.vantages) cells.push_back(cell_text(card, line, vantage, language));
    table.add(std::move(cells));
  }
  return (vi ? "Kết luận của từng điểm đo\n" : "Verdicts of each vantage\n") + table.text(width);
}

}  // namespace portalprobe
