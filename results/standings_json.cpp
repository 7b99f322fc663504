#include "results/standings_json.hpp"

#include <string_view>

#include "results/json_writer.hpp"

namespace portalprobe {
namespace {

void put(JsonWriter& json, const std::optional<Points>& points) {
  points ? json.digits(points_text(*points)) : json.null();
}

void put(JsonWriter& json, const std::optional<PointsRange>& range) {
  if (!range) return json.null();
  json.begin_array();
  put(json, std::optional(range->low));
  put(json, std::optional(range->high));
  json.end_array();
}

void put(JsonWriter& json, const std::optional<int>& number) { number ? json.number(*number) : json.null(); }

void put(JsonWriter& json, std::size_t count) { json.number(static_cast<std::int64_t>(count)); }

void put(JsonWriter& json, const BilingualText& text) {
  json.begin_object();
  json.key("vi").text(text.vi);
  json.key("en").text(text.en);
  json.end_object();
}

void put(JsonWriter& json, const std::vector<std::string>& texts) {
  json.begin_array();
  for (const auto& text : texts) json.text(text);
  json.end_array();
}

std::string_view name_of(NotRanked why) {
  switch (why) {
    case NotRanked::points_missing:
      return "points_missing";
    case NotRanked::performance_not_ranked:
      return "performance_not_ranked";
    case NotRanked::under_minimum:
      return "under_minimum";
    case NotRanked::minimum_in_doubt:
      return "minimum_in_doubt";
  }
  return "";
}

void put_scheme(JsonWriter& json, const Standings& standings) {
  const EvaluationScheme& scheme = standings.scheme;
  json.key("scheme").text(scheme.id);
  put(json.key("title"), scheme.title);
  json.key("level_basis").text(standings.level_basis == LevelBasis::rounded ? "rounded" : "exact");
  json.key("groups").begin_array();
  for (const auto& group : scheme.groups) {
    json.begin_object();
    json.key("id").text(group.id);
    put(json.key("title"), group.title);
    put(json.key("points"), Points::nearest(group.points));
    put(json.key("minimum"), group.minimum ? Points::nearest(*group.minimum) : std::nullopt);
    json.key("measured").truth(group.is_performance);
    json.end_object();
  }
  json.end_array();
  json.key("levels").begin_array();
  for (const auto& level : scheme.levels) {
    json.begin_object();
    json.key("name").text(level.name);
    put(json.key("from"), Points::nearest(level.from));
    json.end_object();
  }
  json.end_array();
}

void put_groups(JsonWriter& json, const Standing& standing, const EvaluationScheme& scheme) {
  json.key("groups").begin_object();
  for (std::size_t i = 0; i < scheme.groups.size(); ++i)
    put(json.key(scheme.groups[i].id), standing.body.groups.at(i).points);
  json.end_object();
  json.key("groups_range").begin_object();
  for (std::size_t i = 0; i < scheme.groups.size(); ++i) {
    const auto& range = standing.body.groups.at(i).range;
    if (range) put(json.key(scheme.groups[i].id), range);
  }
  json.end_object();
}

void put_rank(JsonWriter& json, const std::optional<Rank>& rank) {
  if (!rank) {
    for (const char* name : {"rank", "rank_last", "tier"}) json.key(name).null();
    return;
  }
  put(json.key("rank"), rank->first);
  put(json.key("rank_last"), rank->banded ? rank->last : rank->first);
  put(json.key("tier"), rank->tier);
}

/// What two evaluations have of a body, too.
void put_figures(JsonWriter& json, const Standing& standing) {
  put(json.key("total"), standing.total);
  put(json.key("total_range"), standing.range);
  put(json.key("levels"), standing.levels);
  put_rank(json, standing.rank);
}

void put_hindrances(JsonWriter& json, const Standing& standing, const EvaluationScheme& scheme) {
  json.key("not_ranked").begin_array();
  for (const auto& hindrance : standing.hindrances) {
    json.begin_object();
    json.key("reason").text(name_of(hindrance.why));
    json.key("group").text(scheme.groups.at(hindrance.group).id);
    put(json.key("text"), standing.body.groups.at(hindrance.group).reason);
    json.end_object();
  }
  json.end_array();
}

void put_body(JsonWriter& json, const Standing& standing, const EvaluationScheme& scheme) {
  json.begin_object();
  json.key("portal_id").text(standing.body.portal_id);
  put(json.key("name"), standing.body.name);
  put_groups(json, standing, scheme);
  put(json.key("sum"), standing.sum);
  put_figures(json, standing);
  put_hindrances(json, standing, scheme);
  json.end_object();
}

void put_block(JsonWriter& json, const BlockSummary& block, const EvaluationScheme& scheme) {
  const auto mean = [&](const PointsMean& of) { return of.rounded(scheme.digits, scheme.rounding); };
  json.begin_object();
  json.key("label").text(block.label);
  put(json.key("bodies"), block.bodies);
  json.key("totals").number(block.mean.count);
  put(json.key("ranked"), block.ranked);
  put(json.key("mean"), mean(block.mean));
  put(json.key("median"), mean(block.median));
  put(json.key("lowest"), block.totals ? std::optional(block.totals->low) : std::nullopt);
  put(json.key("highest"), block.totals ? std::optional(block.totals->high) : std::nullopt);
  json.key("group_means").begin_object();
  for (std::size_t i = 0; i < block.groups.size(); ++i)
    put(json.key(scheme.groups.at(i).id), mean(block.groups[i]));
  json.end_object();
  json.key("levels").begin_object();
  for (std::size_t i = 0; i < block.levels.size(); ++i)
    put(json.key(scheme.levels.at(i).name), block.levels[i]);
  json.end_object();
  put(json.key("levels_in_doubt"), block.levels_in_doubt);
  put(json.key("without_level"), block.without_level);
  json.end_object();
}

void put_side(JsonWriter& json, const char* name, const std::optional<Standing>& standing) {
  if (!standing) return json.key(name).null();
  json.key(name).begin_object();
  put_figures(json, *standing);
  json.end_object();
}

void put_change(JsonWriter& json, const BodyChange& body) {
  const Standing& known = body.latest();
  json.begin_object();
  json.key("portal_id").text(known.body.portal_id);
  put(json.key("name"), known.body.name);
  put_side(json, "before", body.before);
  put_side(json, "after", body.after);
  json.key("change").begin_object();
  put(json.key("total"), body.total);
  put(json.key("total_range"), body.total_range);
  json.key("groups").begin_object();
  for (const auto& group : body.groups) put(json.key(group.group), std::optional(group.change));
  json.end_object();
  put(json.key("levels"), body.levels);
  put(json.key("ranks"), body.ranks);
  json.end_object();
  json.end_object();
}

}  // namespace

std::string standings_json(const Standings& standings) {
  JsonWriter json;
  json.begin_object();
  put_scheme(json, standings);
  json.key("bodies").begin_array();
  for (const auto& standing : standings.bodies) put_body(json, standing, standings.scheme);
  json.end_array();
  json.end_object();
  return json.take();
}

std::string block_table_json(const BlockTable& table) {
  JsonWriter json;
  json.begin_object();
  json.key("scheme").text(table.scheme.id);
  json.key("by").text(to_string(table.by));
  json.key("overlapping").truth(table.overlapping);
  json.key("blocks").begin_array();
  for (const auto& block : table.blocks) put_block(json, block, table.scheme);
  json.end_array();
  json.key("all");
  put_block(json, table.all, table.scheme);
  json.end_object();
  return json.take();
}

std::string totals_change_json(const TotalsChange& change) {
  JsonWriter json;
  json.begin_object();
  json.key("before").text(change.before.id);
  json.key("after").text(change.after.id);
  json.key("totals_compare").truth(change.totals_compare);
  json.key("levels_compare").truth(change.levels_compare);
  json.key("ranks_compare").truth(change.ranks_compare);
  json.key("differences").begin_array();
  for (const auto& difference : change.differences) put(json, difference);
  json.end_array();
  json.key("bodies").begin_array();
  for (const auto& body : change.bodies) put_change(json, body);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace portalprobe
