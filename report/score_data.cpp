#include "report/score_data.hpp"

#include <algorithm>

#include "report/score_data_cells.hpp"
#include "report/score_words.hpp"

namespace portalprobe {
namespace {

void add_points_range(DataTable& table, const PortalResult& portal, int digits) {
  table.points(portal.points, digits);
  table.points(portal.range ? std::optional(portal.range->low) : portal.points, digits);
  table.points(portal.range ? std::optional(portal.range->high) : portal.points, digits);
}

}  // namespace

DataTable portal_scores_data(const ScoreCard& card, Language language) {
  const bool vi = language == Language::vi;
  DataTable table;
  add_headings(table,
               {{"thứ tự", "rank"},
                {"thứ tự thấp nhất", "rank_last"},
                {"nhóm thứ tự", "tier"},
                {"mã", "portal_id"},
                {"tên", "name"},
                {"khối", "block"},
                {"điểm", "points"},
                {"điểm thấp nhất", "points_low"},
                {"điểm cao nhất", "points_high"},
                {"kết luận", "verdict"}},
               language);
  for (const auto& threshold : card.criterion.thresholds) {
    table.text(threshold.id);
    table.text((vi ? "điểm " : "points ") + threshold.id);
  }
  table.text(vi ? "lý do" : "reason");
  add_side_headings(table, language);
  table.end_row();
  for (const auto& portal : card.portals) {
    const auto& rank = portal.rank;
    table.count(rank ? std::optional(rank->first) : std::nullopt);
    table.count(rank ? std::optional(rank->banded ? rank->last : rank->first) : std::nullopt);
    table.count(rank ? std::optional(rank->tier) : std::nullopt);
    table.text(portal.portal.id);
    table.text(portal_name(portal.portal, language));
    table.text(portal.portal.block);
    add_points_range(table, portal, card.criterion.digits);
    table.text(verdict_text(portal.verdict, card.criterion, language));
    for (std::size_t i = 0; i < card.criterion.thresholds.size(); ++i) {
      const ThresholdResult result = i < portal.thresholds.size() ? portal.thresholds[i] : ThresholdResult{};
      table.text(verdict_text(result.verdict, card.criterion, language));
      table.points(result.points ? Points::nearest(*result.points) : std::nullopt);
    }
    table.text(unscored_text(portal, language));
    add_sides(table, portal.samples);
    table.end_row();
  }
  return table;
}

std::vector<XlsxSheet> score_workbook(const ScoreCard& card, const ScoreBlocks* blocks, Language language) {
  const bool vi = language == Language::vi;
  std::vector<XlsxSheet> sheets = {{vi ? "Cổng" : "portals", portal_scores_data(card, language)},
                                   {vi ? "Kết luận" : "verdicts", verdicts_data(card, language)}};
  if (blocks != nullptr) sheets.push_back({vi ? "Nhóm" : "blocks", score_blocks_data(*blocks, language)});
  const bool has_readings =
      std::ranges::any_of(card.verdicts, [](const TargetResult& line) { return !line.readings.empty(); });
  if (has_readings) sheets.push_back({vi ? "Cách hiểu" : "readings", sensitivity_data(card, language)});
  return sheets;
}

}  // namespace portalprobe
