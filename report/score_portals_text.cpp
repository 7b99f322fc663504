#include <algorithm>

#include "report/score_line_text.hpp"
#include "report/score_sections.hpp"
#include "report/score_words.hpp"
#include "report/standing_words.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

std::vector<TextColumn> columns_of(const Criterion& criterion, bool vi) {
  std::vector<TextColumn> columns = {{vi ? "thứ tự" : "rank", Align::right},
                                     {vi ? "Cổng" : "portal", Align::left, Overflow::cut},
                                     {vi ? "điểm" : "points", Align::right},
                                     {vi ? "kết luận" : "verdict", Align::left, Overflow::wrap}};
  for (const auto& threshold : criterion.thresholds)
    columns.push_back({printable(threshold.id), Align::left, Overflow::wrap});
  return columns;
}

std::string threshold_cell(const ScoreCard& card, const ThresholdResult& result, std::size_t index,
                           Language language) {
  if (!result.line) return verdict_text(result.verdict, card.criterion, language);
  const TargetResult& line = card.verdicts.at(*result.line);
  return outcome_text(marked_verdict_text(line, card.criterion, language), line.result,
                      card.criterion.thresholds.at(index), language);
}

/// A portal's fail is marked where each threshold that it fails is.
std::string portal_verdict(const ScoreCard& card, const PortalResult& portal, Language language) {
  const std::string text = verdict_text(portal.verdict, card.criterion, language);
  if (portal.verdict != Verdict::fail) return text;
  const bool confirmed = std::ranges::any_of(portal.thresholds, [&](const ThresholdResult& threshold) {
    return threshold.verdict == Verdict::fail &&
           (!threshold.line || card.verdicts.at(*threshold.line).confirmed);
  });
  return confirmed ? text : text + '*';
}

std::string table_text(const ScoreCard& card, Language language, std::size_t width) {
  TextTable table(columns_of(card.criterion, language == Language::vi));
  for (const auto& portal : card.portals) {
    std::vector<std::string> cells = {rank_text(portal.rank), portal_name(portal.portal, language),
                                      portal_points_text(portal, card.criterion.digits, language),
                                      portal_verdict(card, portal, language)};
    for (std::size_t i = 0; i < portal.thresholds.size() && i < card.criterion.thresholds.size(); ++i)
      cells.push_back(threshold_cell(card, portal.thresholds[i], i, language));
    table.add(std::move(cells));
  }
  return table.text(width);
}

/// Also for ranked ones: where the criterion gives points to what is no result, the reader is told.
std::string reasons_text(const ScoreCard& card, Language language, std::size_t width) {
  const bool vi = language == Language::vi;
  TextTable table({{vi ? "Cổng" : "portal", Align::left, Overflow::cut},
                   {vi ? "xếp thứ tự" : "ranked"},
                   {vi ? "lý do" : "why", Align::left, Overflow::wrap}});
  bool any = false;
  for (const auto& portal : card.portals) {
    if (portal.reasons.empty()) continue;
    any = true;
    table.add(
        {portal_name(portal.portal, language),
         portal.rank ? (vi ? "có, điểm theo quy ước" : "yes, points by convention") : (vi ? "chưa" : "no"),
         unscored_text(portal, language)});
  }
  return any ? '\n' + table.text(width) : "";
}

}  // namespace

std::string score_portals_text(const ScoreCard& card, Language language, std::size_t width) {
  std::string text = table_text(card, language, width);
  const bool banded = std::ranges::any_of(
      card.portals, [](const PortalResult& portal) { return portal.rank && portal.rank->banded; });
  if (banded) {
    text += language == Language::vi
                ? "Thứ tự a–b: kết quả đo chưa đủ để phân biệt với các Cổng khác trong khoảng này.\n"
                : "Rank a–b: what was measured cannot tell the portal from others of that band.\n";
  }
  return text + reasons_text(card, language, width);
}

}  // namespace portalprobe
