#include "report/ranking_csv.hpp"

#include "report/standing_words.hpp"
#include "report/table_file.hpp"

namespace portalprobe {
namespace {

void add_headings(TableFile& file, const EvaluationScheme& scheme, bool vi) {
  for (const char* heading : {vi ? "hạng" : "rank", vi ? "hạng thấp nhất" : "rank_last", vi ? "nhóm hạng" : "tier",
                              vi ? "mã" : "portal_id", vi ? "tên" : "name"}) {
    file.text(heading);
  }
  for (const auto& group : scheme.groups) file.text(group.id);
  for (const char* heading : {vi ? "tổng" : "total", vi ? "tổng thấp nhất" : "total_low",
                              vi ? "tổng cao nhất" : "total_high", vi ? "loại" : "level", vi ? "lý do" : "reason"}) {
    file.text(heading);
  }
  file.end_row();
}

void add_row(TableFile& file, const Standing& standing, const EvaluationScheme& scheme, Language language) {
  const auto& rank = standing.rank;
  file.count(rank ? std::optional(rank->first) : std::nullopt);
  file.count(rank ? std::optional(rank->banded ? rank->last : rank->first) : std::nullopt);
  file.count(rank ? std::optional(rank->tier) : std::nullopt);
  file.text(standing.body.portal_id);
  file.text(body_name(standing.body, language));
  for (const auto& result : standing.body.groups) file.points(result.points);
  file.points(standing.total, scheme.digits);
  file.points(standing.range ? std::optional(standing.range->low) : standing.total, scheme.digits);
  file.points(standing.range ? std::optional(standing.range->high) : standing.total, scheme.digits);
  file.text(standing.levels.empty() ? "" : level_text(standing.levels, language));
  file.text(hindrance_text(standing, scheme, language));
  file.end_row();
}

}  // namespace

std::string ranking_csv(const Standings& standings, Language language) {
  TableFile file(language);
  add_headings(file, standings.scheme, language == Language::vi);
  for (const auto& standing : standings.bodies) add_row(file, standing, standings.scheme, language);
  return file.take();
}

}  // namespace portalprobe
