#include <fmt/format.h>

#include <algorithm>

#include "report/score_figures.hpp"
#include "report/score_line_text.hpp"
#include "report/score_sections.hpp"
#include "report/score_words.hpp"
#include "report/standing_words.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

std::vector<TextColumn> columns_of(const ScoreCard& card, bool vi) {
  std::vector<TextColumn> columns = {{vi ? "Cổng" : "portal", Align::left, Overflow::cut},
                                     {vi ? "đối tượng" : "target", Align::left, Overflow::cut},
                                     {vi ? "ngưỡng" : "threshold"},
                                     {vi ? "chỉ số" : "metric", Align::left, Overflow::wrap},
                                     {vi ? "giá trị" : "value", Align::right},
                                     {vi ? "khoảng tin cậy" : "interval", Align::right},
                                     {vi ? "quá giới hạn" : "over", Align::right},
                                     {vi ? "lần đo" : "samples", Align::right}};
  if (!card.is_technical()) {
    columns.push_back({vi ? "đêm" : "nights", Align::right});
    columns.push_back({"ICC", Align::right});
  }
  columns.push_back({vi ? "kết luận" : "verdict", Align::left, Overflow::wrap});
  columns.push_back({vi ? "lý do" : "reason", Align::left, Overflow::wrap});
  return columns;
}

std::string correlation_text(const Judgement& judgement, Language language) {
  if (!judgement.correlation) return "-";
  std::string text = fmt::format("{:.2f}", judgement.correlation->correlation);
  std::ranges::replace(text, '.', decimal_mark(language));
  return text == "-0.00" || text == "-0,00" ? text.substr(1) : text;
}

/// With the share of failures, where it is they that decide.
std::string why_text(const ReadingResult& result, Language language) {
  std::string text = reason_text(result.reason, language);
  if (result.reason != Reason::unavailable || result.vantages.empty()) return text;
  const auto& unavailable = result.vantages.at(result.shown).unavailable;
  return unavailable ? fmt::format("{} ({})", text, percent_text(unavailable->value, language)) : text;
}

void add_line(TextTable& table, const ScoreCard& card, const TargetResult& line, Language language) {
  static const Judgement kNothing;
  const Threshold& threshold = card.criterion.thresholds.at(line.threshold);
  const Judgement* const found = line.result.judgement();
  const Judgement& judgement = found != nullptr ? *found : kNothing;
  std::vector<std::string> cells = {line.portal_id,
                                    target_text(line),
                                    threshold.id,
                                    std::string(to_string(threshold.readings.at(line.result.reading).metric)),
                                    result_value_text(line.result, threshold, language),
                                    result_interval_text(line.result, threshold, language),
                                    judgement.share ? percent_text(judgement.share->value, language) : "-",
                                    std::to_string(judgement.samples)};
  if (!card.is_technical()) {
    cells.push_back(std::to_string(judgement.nights));
    cells.push_back(correlation_text(judgement, language));
  }
  cells.push_back(marked_verdict_text(line, card.criterion, language));
  cells.push_back(why_text(line.result, language));
  table.add(std::move(cells));
}

bool has_correlation(const TargetResult& line) {
  const Judgement* const judgement = line.result.judgement();
  return judgement != nullptr && judgement->correlation.has_value();
}

}  // namespace

std::string score_verdicts_text(const ScoreCard& card, Language language, std::size_t width) {
  if (card.verdicts.empty()) {
    return language == Language::vi ? "Không có lần đo nào thuộc phạm vi của các ngưỡng.\n"
                                    : "Nothing was measured that a threshold applies to.\n";
  }
  TextTable table(columns_of(card, language == Language::vi));
  for (const auto& line : card.verdicts) add_line(table, card, line, language);
  std::string text = table.text(width);
  if (std::ranges::any_of(card.verdicts, has_correlation)) {
    text += language == Language::vi
                ? "ICC: mức giống nhau giữa các lần đo trong một đêm (1: cả đêm như nhau; 0: độc lập)\n"
                : "ICC: how alike the measurements of one night are (1: entirely; 0: independent)\n";
  }
  return text;
}

std::string score_exclusions_text(const ScoreCard& card, Language language, std::size_t width) {
  const bool vi = language == Language::vi;
  TextTable table({{vi ? "Cổng" : "portal", Align::left, Overflow::cut},
                   {vi ? "đối tượng" : "target", Align::left, Overflow::cut},
                   {vi ? "ngưỡng" : "threshold"},
                   {vi ? "đã loại trừ" : "exclusions applied", Align::left, Overflow::wrap},
                   {vi ? "nếu không loại trừ" : "nothing excluded", Align::left, Overflow::wrap}});
  bool any = false;
  for (const auto& line : card.verdicts) {
    if (!line.with_excluded) continue;
    any = true;
    const Threshold& threshold = card.criterion.thresholds.at(line.threshold);
    table.add({line.portal_id, target_text(line), threshold.id,
               outcome_text(verdict_text(line.result.verdict, card.criterion, language), line.result,
                            threshold, language),
               outcome_text(verdict_text(line.with_excluded->verdict, card.criterion, language),
                            *line.with_excluded, threshold, language)});
  }
  if (!any) return "";
  return (vi ? "Loại trừ theo quyết định: kết quả theo cả hai cách\n"
             : "Excluded by decisions: the result either way\n") +
         table.text(width);
}

}  // namespace portalprobe
