#include "report/ranking_data.hpp"

#include "report/standing_words.hpp"

namespace portalprobe {
namespace {

void add_headings(DataTable& table, const EvaluationScheme& scheme, bool vi) {
  for (const char* heading : {vi ? "hạng" : "rank", vi ? "hạng thấp nhất" : "rank_last",
                              vi ? "nhóm hạng" : "tier", vi ? "mã" : "portal_id", vi ? "tên" : "name"}) {
    table.text(heading);
  }
  for (const auto& group : scheme.groups) table.text(group.id);
  for (const char* heading :
       {vi ? "tổng" : "total", vi ? "tổng thấp nhất" : "total_low", vi ? "tổng cao nhất" : "total_high",
        vi ? "loại" : "level", vi ? "lý do" : "reason"}) {
    table.text(heading);
  }
  table.end_row();
}

void add_row(DataTable& table, const Standing& standing, const EvaluationScheme& scheme, Language language) {
  const auto& rank = standing.rank;
  table.count(rank ? std::optional(rank->first) : std::nullopt);
  table.count(rank ? std::optional(rank->banded ? rank->last : rank->first) : std::nullopt);
  table.count(rank ? std::optional(rank->tier) : std::nullopt);
  table.text(standing.body.portal_id);
  table.text(body_name(standing.body, language));
  for (const auto& result : standing.body.groups) table.points(result.points);
  table.points(standing.total, scheme.digits);
  table.points(standing.range ? std::optional(standing.range->low) : standing.total, scheme.digits);
  table.points(standing.range ? std::optional(standing.range->high) : standing.total, scheme.digits);
  table.text(standing.levels.empty() ? "" : level_text(standing.levels, language));
  table.text(hindrance_text(standing, scheme, language));
  table.end_row();
}

}  // namespace

DataTable ranking_data(const Standings& standings, Language language) {
  DataTable table;
  add_headings(table, standings.scheme, language == Language::vi);
  for (const auto& standing : standings.bodies) add_row(table, standing, standings.scheme, language);
  return table;
}

}  // namespace portalprobe
