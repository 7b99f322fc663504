#include <algorithm>

#include "report/score_figures.hpp"
#include "report/score_line_text.hpp"
#include "report/score_sections.hpp"
#include "report/score_words.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

/// Whether the line's figures are not all that there is to say of it.
bool has_parts(const TargetResult& line) {
  const auto& vantages = line.result.vantages;
  return vantages.size() > 1 || (vantages.size() == 1 && vantages[0].segments.size() > 1);
}

/// The same result as one segment alone has it.
ReadingResult alone(const ReadingResult& result, const VantageResult& vantage, std::size_t segment) {
  ReadingResult one;
  one.reading = result.reading;
  one.vantages = {vantage};
  one.shown_segment = segment;
  // One segment is all of its vantage, which may fail for more than its figures.
  const bool whole = vantage.segments.size() == 1;
  one.verdict = whole ? vantage.verdict : vantage.segments[segment].judgement.verdict;
  one.reason = whole ? vantage.reason : vantage.segments[segment].judgement.reason;
  return one;
}

void add_segment(TextTable& table, const ScoreCard& card, const TargetResult& line, const ReadingResult& one,
                 Language language) {
  const Threshold& threshold = card.criterion.thresholds.at(line.threshold);
  const VantageResult& vantage = one.vantages[0];
  const SegmentResult& segment = vantage.segments[one.shown_segment];
  table.add({line.portal_id, target_text(line), threshold.id, vantage.vantage_id,
             segment.browser.empty() ? "-" : segment.browser, result_value_text(one, threshold, language),
             result_interval_text(one, threshold, language), std::to_string(segment.judgement.samples),
             verdict_text(one.verdict, card.criterion, language), reason_text(one.reason, language)});
}

}  // namespace

std::string score_vantages_text(const ScoreCard& card, Language language, std::size_t width) {
  if (std::ranges::none_of(card.verdicts, has_parts)) return "";
  const bool vi = language == Language::vi;
  TextTable table({{vi ? "Cổng" : "portal", Align::left, Overflow::cut},
                   {vi ? "đối tượng" : "target", Align::left, Overflow::cut},
                   {vi ? "ngưỡng" : "threshold"},
                   {vi ? "điểm đo" : "vantage"},
                   {vi ? "trình duyệt" : "browser"},
                   {vi ? "giá trị" : "value", Align::right},
                   {vi ? "khoảng tin cậy" : "interval", Align::right},
                   {vi ? "lần đo" : "samples", Align::right},
                   {vi ? "kết luận" : "verdict", Align::left, Overflow::wrap},
                   {vi ? "lý do" : "reason", Align::left, Overflow::wrap}});
  for (const auto& line : card.verdicts) {
    if (!has_parts(line)) continue;
    for (const auto& vantage : line.result.vantages) {
      for (std::size_t i = 0; i < vantage.segments.size(); ++i)
        add_segment(table, card, line, alone(line.result, vantage, i), language);
    }
  }
  return (vi ? "Theo từng điểm đo và phiên bản trình duyệt\n" : "By vantage and version of the browser\n") +
         table.text(width);
}

}  // namespace portalprobe
