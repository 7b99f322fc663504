#include "results/score_json_parts.hpp"

#include <cmath>
#include <limits>

#include "results/json_text.hpp"

namespace portalprobe {
namespace {

/// Beyond it not every whole number is a double.
constexpr double kLargestWhole = 9'007'199'254'740'992.0;

bool is_beyond(std::optional<double> number) { return number && std::isinf(*number); }

void put_interval(JsonWriter& json, const std::optional<Estimate>& estimate) {
  if (!estimate) return json.null();
  json.begin_array();
  put_number(json, estimate->low);
  put_number(json, estimate->high);
  json.end_array();
}

void put_value(JsonWriter& json, std::string_view name, const std::optional<Estimate>& estimate) {
  put_number(json.key(name), estimate ? std::optional(estimate->value) : std::nullopt);
}

/// The quantile: in microseconds, or as the plain number; the other members are null.
void put_quantile(JsonWriter& json, const std::optional<Estimate>& quantile, bool is_duration) {
  const std::optional<Estimate> none;
  put_value(json, "value_us", is_duration ? quantile : none);
  put_interval(json.key("interval_us"), is_duration ? quantile : none);
  put_value(json, "value", is_duration ? none : quantile);
  put_interval(json.key("interval"), is_duration ? none : quantile);
  json.key("value_beyond").truth(quantile && is_beyond(quantile->value));
  json.key("interval_beyond").begin_array();
  json.truth(quantile && is_beyond(quantile->low));
  json.truth(quantile && is_beyond(quantile->high));
  json.end_array();
}

void put_share(JsonWriter& json, std::string_view name, const std::optional<Estimate>& share) {
  json.key(name);
  if (!share) return json.null();
  json.begin_object();
  put_number(json.key("value"), share->value);
  put_interval(json.key("interval"), share);
  json.end_object();
}

void put_correlation(JsonWriter& json, const std::optional<NightCorrelation>& correlation) {
  json.key("correlation");
  if (!correlation) return json.null();
  json.begin_object();
  put_number(json.key("intraclass"), correlation->correlation);
  put_number(json.key("design_effect"), correlation->design_effect);
  json.end_object();
}

void put_left_out(JsonWriter& json, const LeftOutCounts& left_out) {
  json.key("left_out").begin_object();
  for (std::size_t i = 0; i < kLeftOutReasons; ++i) {
    if (left_out.counts[i] > 0) put_count(json.key(to_string(static_cast<LeftOut>(i))), left_out.counts[i]);
  }
  json.end_object();
}

/// What a vantage took for one threshold of one target; zeros where there is none.
void put_effort(JsonWriter& json, const VantageResult* vantage) {
  static const VantageResult kNothing;
  const VantageResult& of = vantage != nullptr ? *vantage : kNothing;
  put_count(json.key("planned"), of.planned);
  put_count(json.key("taken"), of.taken);
  put_count(json.key("failed"), of.failed);
  put_left_out(json, of.left_out);
  put_share(json, "unavailable", of.unavailable);
  put_number(json.key("p_unavailable"), of.p_unavailable);
}

void put_segment(JsonWriter& json, const SegmentResult& segment, bool is_duration) {
  json.begin_object();
  put_word(json.key("browser"), segment.browser);
  json.key("verdict").text(to_string(segment.judgement.verdict));
  put_word(json.key("reason"), to_string(segment.judgement.reason));
  put_figures(json, &segment.judgement, is_duration);
  put_number(json.key("p_fail"), segment.judgement.p_fail);
  put_number(json.key("p_pass"), segment.judgement.p_pass);
  json.end_object();
}

void put_vantage(JsonWriter& json, const VantageResult& vantage, bool is_duration) {
  json.begin_object();
  json.key("vantage").text(vantage.vantage_id);
  put_word(json.key("network"), vantage.network);
  json.key("verdict").text(to_string(vantage.verdict));
  put_word(json.key("reason"), to_string(vantage.reason));
  put_effort(json, &vantage);
  json.key("segments").begin_array();
  for (const auto& segment : vantage.segments) put_segment(json, segment, is_duration);
  json.end_array();
  json.end_object();
}

void put_reading(JsonWriter& json, const Threshold& threshold, const Reading& reading) {
  const bool is_time = is_duration(reading.metric);
  json.key("metric").text(to_string(reading.metric));
  json.key("engine").text(to_string(reading.engine));
  put_word(json.key("profile"), reading.profile ? to_string(*reading.profile) : "");
  json.key("connection").text(to_string(reading.connection));
  json.key("lower_bound").truth(reading.lower_bound);
  json.key("statistic").text(statistic_name(threshold.allowed_over));
  put_number(json.key("limit_us"), is_time ? std::optional(threshold.limit) : std::nullopt);
  put_number(json.key("limit"), is_time ? std::nullopt : std::optional(threshold.limit));
}

}  // namespace

void put_number(JsonWriter& json, std::optional<double> number) {
  if (!number || !std::isfinite(*number)) return json.null();
  if (std::abs(*number) <= kLargestWhole && std::trunc(*number) == *number)
    return json.number(static_cast<std::int64_t>(*number));
  std::string digits;
  append_real(digits, *number);
  json.digits(digits);
}

void put_points(JsonWriter& json, const std::optional<Points>& points) {
  points ? json.digits(points_text(*points)) : json.null();
}

void put_text(JsonWriter& json, const BilingualText& text) {
  json.begin_object();
  json.key("vi").text(text.vi);
  json.key("en").text(text.en);
  json.end_object();
}

void put_word(JsonWriter& json, std::string_view word) { word.empty() ? json.null() : json.text(word); }

void put_texts(JsonWriter& json, const std::vector<std::string>& texts) {
  json.begin_array();
  for (const auto& text : texts) json.text(text);
  json.end_array();
}

void put_texts(JsonWriter& json, const std::vector<BilingualText>& texts) {
  json.begin_array();
  for (const auto& text : texts) put_text(json, text);
  json.end_array();
}

void put_count(JsonWriter& json, std::uint64_t count) { json.number(static_cast<std::int64_t>(count)); }

void put_samples(JsonWriter& json, const SideCounts& samples) {
  json.begin_object();
  put_count(json.key("taken"), samples.taken);
  put_count(json.key("ok"), samples.ok);
  json.key("by_side").begin_object();
  for (std::size_t i = 0; i < samples.by_side.size(); ++i)
    put_count(json.key(to_string(static_cast<Side>(i))), samples.by_side[i]);
  json.end_object();
  json.end_object();
}

void put_figures(JsonWriter& json, const Judgement* judgement, bool is_duration) {
  static const Judgement kNothing;
  const Judgement& of = judgement != nullptr ? *judgement : kNothing;
  put_quantile(json, of.quantile, is_duration);
  put_count(json.key("samples"), of.samples);
  put_count(json.key("nights"), of.nights);
  put_share(json, "share_over", of.share);
  put_number(json.key("effective_samples"), of.effective_samples);
  put_correlation(json, of.correlation);
}

void put_reading_result(JsonWriter& json, const Threshold& threshold, const ReadingResult& result) {
  const Reading& reading = threshold.readings.at(result.reading);
  const bool is_time = is_duration(reading.metric);
  const VantageResult* const shown = result.vantages.empty() ? nullptr : &result.vantages.at(result.shown);
  put_reading(json, threshold, reading);
  put_figures(json, result.judgement(), is_time);
  put_effort(json, shown);
  json.key("verdict").text(to_string(result.verdict));
  put_word(json.key("reason"), to_string(result.reason));
  put_number(json.key("p_fail"), result.p_fail);
  json.key("one_vantage").truth(result.one_vantage);
  put_word(json.key("vantage"), shown != nullptr ? shown->vantage_id : "");
  json.key("vantages").begin_array();
  for (const auto& vantage : result.vantages) put_vantage(json, vantage, is_time);
  json.end_array();
}

}  // namespace portalprobe
