#include "results/comparison_json.hpp"

#include <fmt/format.h>

#include <cmath>

#include "results/json_writer.hpp"

namespace portalprobe {
namespace {

void put(JsonWriter& json, std::optional<double> value) {
  value&& std::isfinite(*value) ? json.digits(fmt::format("{}", *value)) : json.null();
}

void put_count(JsonWriter& json, const char* name, std::uint64_t count) {
  json.key(name).number(static_cast<std::int64_t>(count));
}

void put(JsonWriter& json, const char* name, const std::vector<std::string>& texts) {
  json.key(name).begin_array();
  for (const auto& text : texts) json.text(text);
  json.end_array();
}

void put(JsonWriter& json, const char* name, const char* interval, const std::optional<Estimate>& estimate) {
  put(json.key(name), estimate ? std::optional(estimate->value) : std::nullopt);
  if (!estimate || !estimate->low || !estimate->high) return json.key(interval).null();
  json.key(interval).begin_array();
  put(json, estimate->low);
  put(json, estimate->high);
  json.end_array();
}

void put(JsonWriter& json, const char* name, const ComparedSide& side) {
  json.key(name).begin_object();
  json.key("name").text(side.name);
  put(json, "sweeps", side.sweeps);
  put(json, "vantages", side.vantages);
  json.key("from").text(to_rfc3339(side.from));
  json.key("to").text(to_rfc3339(side.to));
  put_count(json, "nights", side.nights);
  json.end_object();
}

void put(JsonWriter& json, const ComparedMetric& metric) {
  json.begin_object();
  json.key("metric").text(to_string(metric.metric));
  put_count(json, "lines", metric.lines);
  put_count(json, "tests", metric.tests);
  put_count(json, "needed", metric.needed);
  json.end_object();
}

void put_change(JsonWriter& json, const PortalChange& portal) {
  json.key("change").text(to_string(portal.change));
  put_count(json, "better", portal.better);
  put_count(json, "worse", portal.worse);
  put_count(json, "unchanged", portal.unchanged);
  put_count(json, "undecidable", portal.undecidable);
}

void put_portals(JsonWriter& json, const Comparison& comparison) {
  json.key("portals").begin_array();
  auto next = comparison.by_metric.begin();
  for (const auto& portal : comparison.portals) {
    json.begin_object();
    json.key("portal_id").text(portal.portal_id);
    const auto name = comparison.names.find(portal.portal_id);
    name == comparison.names.end() ? json.key("name").null() : json.key("name").text(name->second);
    put_change(json, portal);
    json.key("metrics").begin_object();
    for (; next != comparison.by_metric.end() && next->portal_id == portal.portal_id; ++next) {
      json.key(to_string(*next->metric)).begin_object();
      put_change(json, *next);
      json.end_object();
    }
    json.end_object();
    json.end_object();
  }
  json.end_array();
}

void put(JsonWriter& json, const char* name, const ComparedValues& side) {
  json.key(name).begin_object();
  put_count(json, "values", side.values);
  put_count(json, "infinite", side.infinite);
  put_count(json, "samples", side.samples);
  put_count(json, "failed", side.failed);
  json.key("left_out").begin_object();
  for (std::size_t i = 0; i < kLeftOutReasons; ++i) {
    if (side.left_out.counts[i] == 0) continue;
    json.key(to_string(static_cast<LeftOut>(i))).number(static_cast<std::int64_t>(side.left_out.counts[i]));
  }
  json.end_object();
  put(json.key("median"), side.median);
  put(json.key("p75"), side.p75);
  json.end_object();
}

void put_identity(JsonWriter& json, const ComparedLine& line) {
  json.key("portal_id").text(line.series.portal_id);
  json.key("target_id").text(line.series.target_id);
  json.key("metric").text(to_string(line.metric));
  is_duration(line.metric) ? json.key("unit").text("us") : json.key("unit").null();
  json.key("kind").text(to_string(line.series.kind));
  json.key("engine").text(to_string(line.series.engine));
  json.key("connection").text(to_string(line.series.connection));
  json.key("profile").text(to_string(line.series.profile));
  json.key("ip_family").text(to_string(line.series.ip_family));
}

void put(JsonWriter& json, const ComparedLine& line) {
  json.begin_object();
  put_identity(json, line);
  json.key("change").text(to_string(line.change));
  line.why == Undecidable::none ? json.key("reason").null() : json.key("reason").text(to_string(line.why));
  put(json, "before", line.before);
  put(json, "after", line.after);
  put(json.key("u"), line.u);
  put(json.key("p"), line.p);
  line.p ? json.key("exact").truth(line.exact) : json.key("exact").null();
  put(json.key("p_corrected"), line.p_corrected);
  put(json, "cliffs_delta", "cliffs_delta_interval", line.delta);
  put(json, "shift", "shift_interval", line.shift);
  json.end_object();
}

void put_notices(JsonWriter& json, const std::vector<BilingualText>& notices) {
  json.key("notices").begin_array();
  for (const auto& notice : notices) {
    json.begin_object();
    json.key("vi").text(notice.vi);
    json.key("en").text(notice.en);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string comparison_json(const Comparison& comparison) {
  JsonWriter json;
  json.begin_object();
  put(json, "before", comparison.before);
  put(json, "after", comparison.after);
  json.key("nightly").truth(comparison.nightly);
  put(json.key("level"), std::optional(comparison.level));
  put(json.key("confidence"), std::optional(comparison.confidence));
  json.key("metrics").begin_array();
  for (const auto& metric : comparison.metrics) put(json, metric);
  json.end_array();
  put_portals(json, comparison);
  json.key("lines").begin_array();
  for (const auto& line : comparison.lines) put(json, line);
  json.end_array();
  put(json, "only_before", comparison.only_before);
  put(json, "only_after", comparison.only_after);
  put_notices(json, comparison.notices);
  json.end_object();
  return json.take();
}

}  // namespace portalprobe
