#include "report/totals_change_data.hpp"

#include <algorithm>

#include "report/standing_words.hpp"

namespace portalprobe {
namespace {

std::optional<std::size_t> first_rank(const std::optional<Standing>& standing) {
  return standing && standing->rank ? std::optional(standing->rank->first) : std::nullopt;
}

std::optional<std::size_t> last_rank(const std::optional<Standing>& standing) {
  if (!standing || !standing->rank) return std::nullopt;
  return standing->rank->banded ? standing->rank->last : standing->rank->first;
}

std::string levels_of(const std::optional<Standing>& standing, Language language) {
  return standing && !standing->levels.empty() ? level_text(standing->levels, language) : "";
}

void add_side(DataTable& data, const std::optional<Standing>& standing, const EvaluationScheme& scheme,
              Language language) {
  data.points(standing ? standing->total : std::nullopt, scheme.digits);
  data.text(levels_of(standing, language));
  data.count(first_rank(standing));
  data.count(last_rank(standing));
}

void add_headings(DataTable& data, const TotalsChange& change, bool vi) {
  for (const char* heading :
       {vi ? "mã" : "portal_id", vi ? "tên" : "name", vi ? "tổng trước" : "total_before",
        vi ? "loại trước" : "level_before", vi ? "hạng trước" : "rank_before",
        vi ? "hạng thấp nhất trước" : "rank_last_before", vi ? "tổng sau" : "total_after",
        vi ? "loại sau" : "level_after", vi ? "hạng sau" : "rank_after",
        vi ? "hạng thấp nhất sau" : "rank_last_after", vi ? "thay đổi tổng" : "total_change",
        vi ? "thay đổi ít nhất" : "total_change_low", vi ? "thay đổi nhiều nhất" : "total_change_high",
        vi ? "số bậc tăng" : "levels_risen", vi ? "số hạng tăng" : "ranks_risen"}) {
    data.text(heading);
  }
  for (const auto& group : change.after.groups) data.text((vi ? "thay đổi " : "change ") + group.id);
  data.end_row();
}

void add_row(DataTable& data, const TotalsChange& change, const BodyChange& body, Language language) {
  const int digits = std::max(change.before.digits, change.after.digits);
  data.text(body.latest().body.portal_id);
  data.text(body_name(body.latest().body, language));
  add_side(data, body.before, change.before, language);
  add_side(data, body.after, change.after, language);
  data.points(body.total, digits);
  data.points(body.total_range ? std::optional(body.total_range->low) : body.total, digits);
  data.points(body.total_range ? std::optional(body.total_range->high) : body.total, digits);
  data.change(body.levels);
  data.change(body.ranks);
  for (const auto& group : change.after.groups) {
    const auto found = std::ranges::find(body.groups, group.id, &GroupChange::group);
    data.points(found == body.groups.end() ? std::nullopt : std::optional(found->change));
  }
  data.end_row();
}

}  // namespace

DataTable totals_change_data(const TotalsChange& change, Language language) {
  DataTable data;
  add_headings(data, change, language == Language::vi);
  for (const auto& body : change.bodies) add_row(data, change, body, language);
  return data;
}

}  // namespace portalprobe
