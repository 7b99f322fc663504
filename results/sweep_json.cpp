#include "results/sweep_json.hpp"

#include <fmt/format.h>

#include <utility>

#include "results/json_read.hpp"
#include "results/json_text.hpp"

namespace portalprobe {
namespace {

/// One JSON object, written member by member.
class JsonObject {
 public:
  /// `json` is written as it is.
  void add_json(std::string_view name, std::string_view json) {
    if (text_.size() > 1) text_ += ',';
    append_json_string(text_, name);
    text_ += ':';
    text_ += json;
  }
  void add(std::string_view name, const std::string& text) {
    std::string quoted;
    append_json_string(quoted, text);
    add_json(name, quoted);
  }
  void add(std::string_view name, bool truth) { add_json(name, truth ? "true" : "false"); }
  void add(std::string_view name, std::uint64_t number) { add_json(name, std::to_string(number)); }
  void add(std::string_view name, microseconds duration) { add_json(name, std::to_string(duration.count())); }
  void add(std::string_view name, WallTime time) { add(name, to_rfc3339(time)); }
  /// Texts that are empty and values that are unknown are left out.
  template <class T>
  void add_known(std::string_view name, const std::optional<T>& value) {
    if (value) add(name, *value);
  }
  void add_known(std::string_view name, const std::string& text) {
    if (!text.empty()) add(name, text);
  }
  template <class T>
  void add_or_null(std::string_view name, const std::optional<T>& value) {
    if (value) return add(name, *value);
    add_json(name, "null");
  }
  std::string text() const { return text_ + '}'; }

 private:
  std::string text_ = "{";
};

std::string reading_json(const ClockReading& reading) {
  JsonObject object;
  object.add("at", reading.at);
  object.add_known("synchronised", reading.synchronised);
  object.add_known("offset_us", reading.offset);
  object.add_known("estimated_error_us", reading.estimated_error);
  object.add_known("max_error_us", reading.max_error);
  object.add_known("stepped_us", reading.stepped);
  return object.text();
}

std::optional<microseconds> duration_from(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  const auto number = found == object.end() ? std::nullopt : integer_from(*found);
  if (!number) return std::nullopt;
  return microseconds(*number);
}

std::optional<ClockReading> reading_from(const nlohmann::json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto at = object.find("at");
  if (at == object.end() || !at->is_string()) return std::nullopt;
  const auto time = parse_rfc3339(at->get<std::string>());
  if (!time) return std::nullopt;
  ClockReading reading;
  reading.at = *time;
  const auto synchronised = object.find("synchronised");
  if (synchronised != object.end() && synchronised->is_boolean())
    reading.synchronised = synchronised->get<bool>();
  reading.offset = duration_from(object, "offset_us");
  reading.estimated_error = duration_from(object, "estimated_error_us");
  reading.max_error = duration_from(object, "max_error_us");
  reading.stepped = duration_from(object, "stepped_us");
  return reading;
}

std::string mark_json(const MarkError& error) {
  JsonObject object;
  object.add("samples", error.samples);
  object.add("bias_us", error.bias);
  object.add("p50_us", error.p50);
  object.add("p99_us", error.p99);
  object.add("max_us", error.max);
  return object.text();
}

std::optional<MarkError> mark_from(const nlohmann::json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto samples = object.find("samples");
  const auto count = samples == object.end() ? std::nullopt : integer_from(*samples);
  const auto bias = duration_from(object, "bias_us");
  const auto p50 = duration_from(object, "p50_us");
  const auto p99 = duration_from(object, "p99_us");
  const auto max = duration_from(object, "max_us");
  if (!count || !std::in_range<std::uint64_t>(*count) || !bias || !p50 || !p99 || !max) return std::nullopt;
  return MarkError{static_cast<std::uint64_t>(*count), *bias, *p50, *p99, *max};
}

std::string one_load_json(const PortalLoad& load) {
  JsonObject object;
  object.add("requests", load.requests);
  object.add("bytes_sent", load.bytes_sent);
  object.add("bytes_received", load.bytes_received);
  object.add("held_for_gap_us", load.held_for_gap);
  object.add("held_for_limits_us", load.held_for_limits);
  object.add("held_for_backoff_us", load.held_for_backoff);
  object.add("backoffs", std::uint64_t{load.backoffs});
  return object.text();
}

std::string by_outcome_json(const SampleCounts& counts) {
  JsonObject object;
  for (const auto& [outcome, count] : counts.by_outcome) object.add(to_string(outcome), count);
  return object.text();
}

void add_identity(JsonObject& object, const SweepRecord& record) {
  object.add("sweep_id", record.id);
  object.add("name", record.name);
  object.add("vantage_id", record.vantage_id);
  object.add_known("vantage_description", record.vantage_description);
  object.add_known("vantage_network", record.vantage_network);
  object.add("schedule", record.schedule_id);
  object.add("stratum", record.stratum);
  object.add("shard", fmt::format("{}/{}", record.shard.index, record.shard.count));
}

void add_course(JsonObject& object, const SweepRecord& record, const SampleCounts& counts) {
  object.add("scheduled_at", record.scheduled_at);
  object.add("started_at", record.started_at);
  object.add_or_null("ended_at", record.ended_at);
  object.add("planned", record.planned);
  object.add("stored", record.stored);
  object.add("unfit", counts.unfit);
  object.add_json("by_outcome", by_outcome_json(counts));
  object.add("complete", record.complete);
  object.add("imported", record.imported);
}

void add_order(JsonObject& object, const SweepRecord& record) {
  object.add("seed", record.seed);
  object.add("rounds", std::uint64_t{record.rounds});
  object.add("window_us", record.window);
  object.add("now", record.now);
  object.add_json("only", to_json(record.only));
  object.add("config_sha256", record.config_sha256);
  object.add_known("evaluation_sha256", record.evaluation_sha256);
}

}  // namespace

std::string clock_json(const std::vector<ClockReading>& readings) {
  std::string out = "[";
  for (const auto& reading : readings) {
    if (out.size() > 1) out += ',';
    out += reading_json(reading);
  }
  return out + ']';
}

std::vector<ClockReading> clock_from(std::string_view text) {
  std::vector<ClockReading> readings;
  const auto value = read_json(text);
  if (!value || !value->is_array()) return readings;
  for (const auto& element : *value) {
    if (const auto reading = reading_from(element)) readings.push_back(*reading);
  }
  return readings;
}

std::string instrument_json(const std::map<std::string, MarkError>& marks) {
  JsonObject object;
  for (const auto& [mark, error] : marks) object.add_json(mark, mark_json(error));
  return object.text();
}

std::map<std::string, MarkError> instrument_from(std::string_view text) {
  std::map<std::string, MarkError> marks;
  const auto value = read_json(text);
  if (!value || !value->is_object()) return marks;
  for (const auto& [mark, element] : value->items()) {
    if (const auto error = mark_from(element)) marks.emplace(mark, *error);
  }
  return marks;
}

std::string load_json(const std::map<std::string, PortalLoad>& load) {
  JsonObject object;
  for (const auto& [portal, one] : load) object.add_json(portal, one_load_json(one));
  return object.text();
}

std::string sweep_json(const SweepRecord& record, const SampleCounts& counts, std::string_view emc) {
  JsonObject object;
  add_identity(object, record);
  add_course(object, record, counts);
  add_order(object, record);
  object.add_json("versions", to_json(record.versions));
  object.add_json("host", to_json(record.host));
  object.add_or_null("clock_synchronised", clock_synchronised(record.clock));
  object.add_json("clock", clock_json(record.clock));
  object.add_json("instrument", instrument_json(record.instrument));
  object.add_known("processor_benchmark", record.processor_benchmark);
  object.add_json("load", load_json(record.load));
  object.add_json("emc", emc);
  return object.text();
}

}  // namespace portalprobe
