#include "results/score_json.hpp"

#include <fmt/format.h>

#include "results/score_json_parts.hpp"

namespace portalprobe {
namespace {

void put_threshold(JsonWriter& json, const Threshold& threshold) {
  json.begin_object();
  json.key("id").text(threshold.id);
  put_text(json.key("title"), threshold.title);
  json.key("statistic").text(statistic_name(threshold.allowed_over));
  const bool is_time = is_duration(threshold.readings.at(0).metric);
  put_number(json.key("limit_us"), is_time ? std::optional(threshold.limit) : std::nullopt);
  put_number(json.key("limit"), is_time ? std::nullopt : std::optional(threshold.limit));
  put_points(json.key("points"), Points::nearest(threshold.points));
  json.end_object();
}

void put_criterion(JsonWriter& json, const Criterion& criterion) {
  json.key("criterion").begin_object();
  json.key("id").text(criterion.id);
  json.key("edition").number(criterion.edition);
  put_text(json.key("title"), criterion.title);
  put_text(json.key("source"), criterion.source);
  put_texts(json.key("assumptions"), criterion.assumptions);
  json.key("sha256").text(criterion.sha256);
  put_points(json.key("points"), Points::nearest(points_in(criterion)));
  json.key("thresholds").begin_array();
  for (const auto& threshold : criterion.thresholds) put_threshold(json, threshold);
  json.end_array();
  json.end_object();
}

void put_day(JsonWriter& json, const std::optional<Day>& day) {
  if (!day) return json.null();
  json.text(fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day->year()),
                        static_cast<unsigned>(day->month()), static_cast<unsigned>(day->day())));
}

void put_basis(JsonWriter& json, const ScoreCard& card) {
  put_word(json.key("method"), card.method);
  json.key("evaluation");
  if (card.is_technical()) {
    json.null();
  } else {
    json.begin_object();
    json.key("id").text(card.evaluation_id);
    json.key("sha256").text(card.evaluation_sha256);
    json.end_object();
  }
  json.key("technical").truth(card.is_technical());
  put_day(json.key("from"), card.first_day);
  put_day(json.key("to"), card.last_day);
  put_texts(json.key("sweeps"), card.sweeps);
  put_texts(json.key("vantages"), card.vantages);
  put_texts(json.key("notices"), card.notices);
}

void put_line(JsonWriter& json, const TargetResult& line, const Criterion& criterion) {
  const Threshold& threshold = criterion.thresholds.at(line.threshold);
  json.begin_object();
  json.key("portal_id").text(line.portal_id);
  json.key("role").text(line.role);
  json.key("target_id").text(line.target_id);
  json.key("ip_family").text(to_string(line.ip_family));
  json.key("threshold").text(threshold.id);
  json.key("configured").truth(line.configured);
  put_reading_result(json, threshold, line.result);
  put_number(json.key("p_fail_corrected"), line.p_corrected);
  json.key("confirmed").truth(line.confirmed);
  json.key("with_excluded");
  if (line.with_excluded) {
    json.begin_object();
    put_reading_result(json, threshold, *line.with_excluded);
    json.end_object();
  } else {
    json.null();
  }
  json.key("readings").begin_array();
  for (const auto& reading : line.readings) {
    json.begin_object();
    put_reading_result(json, threshold, reading);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void put_range(JsonWriter& json, std::optional<Points> low, std::optional<Points> high) {
  if (!low || !high) return json.null();
  json.begin_array();
  put_points(json, low);
  put_points(json, high);
  json.end_array();
}

void put_threshold_results(JsonWriter& json, const PortalResult& portal, const ScoreCard& card) {
  json.key("thresholds").begin_array();
  for (std::size_t i = 0; i < portal.thresholds.size(); ++i) {
    const ThresholdResult& result = portal.thresholds[i];
    const bool in_doubt = result.points_low != result.points_high;
    json.begin_object();
    json.key("threshold").text(card.criterion.thresholds.at(i).id);
    json.key("verdict").text(to_string(result.verdict));
    put_word(json.key("target_id"), result.line ? card.verdicts.at(*result.line).target_id : "");
    put_points(json.key("points"), result.points ? Points::nearest(*result.points) : std::nullopt);
    put_range(json.key("points_range"), in_doubt ? Points::nearest(result.points_low) : std::nullopt,
              Points::nearest(result.points_high));
    json.end_object();
  }
  json.end_array();
}

void put_reasons(JsonWriter& json, const std::vector<PortalReason>& reasons) {
  put_word(json.key("reason"), reasons.empty() ? "" : to_string(reasons.front().why));
  json.key("reasons").begin_array();
  for (const auto& reason : reasons) {
    json.begin_object();
    json.key("reason").text(to_string(reason.why));
    put_word(json.key("threshold"), reason.threshold);
    put_word(json.key("role"), reason.role);
    json.end_object();
  }
  json.end_array();
}

void put_rank(JsonWriter& json, const std::optional<Rank>& rank) {
  if (!rank) {
    for (const char* name : {"rank", "rank_last", "tier"}) json.key(name).null();
    return;
  }
  put_count(json.key("rank"), rank->first);
  put_count(json.key("rank_last"), rank->banded ? rank->last : rank->first);
  put_count(json.key("tier"), rank->tier);
}

void put_portal(JsonWriter& json, const PortalResult& portal, const ScoreCard& card) {
  json.begin_object();
  json.key("portal_id").text(portal.portal.id);
  json.key("name").text(portal.portal.name);
  put_points(json.key("points"), portal.points);
  const auto& range = portal.range;
  put_range(json.key("points_range"), range ? std::optional(range->low) : std::nullopt,
            range ? std::optional(range->high) : std::nullopt);
  put_rank(json, portal.rank);
  json.key("verdict").text(to_string(portal.verdict));
  put_reasons(json, portal.reasons);
  put_threshold_results(json, portal, card);
  put_samples(json.key("samples"), portal.samples);
  json.end_object();
}

void put_tags(JsonWriter& json, const std::vector<TagCounts>& tags) {
  json.key("tags").begin_array();
  for (const auto& tag : tags) {
    json.begin_object();
    json.key("portal_id").text(tag.portal_id);
    json.key("tag").text(tag.tag);
    put_samples(json.key("samples"), tag.samples);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string score_json(const ScoreCard& card, std::span<const JsonMember> further) {
  JsonWriter json;
  json.begin_object();
  put_criterion(json, card.criterion);
  put_basis(json, card);
  json.key("verdicts").begin_array();
  for (const auto& line : card.verdicts) put_line(json, line, card.criterion);
  json.end_array();
  json.key("compared").begin_array();
  for (const auto& line : card.compared) put_line(json, line, card.criterion);
  json.end_array();
  json.key("portals").begin_array();
  for (const auto& portal : card.portals) put_portal(json, portal, card);
  json.end_array();
  put_tags(json, card.tags);
  for (const auto& member : further) json.key(member.name).digits(member.json);
  json.end_object();
  return json.take();
}

}  // namespace portalprobe
