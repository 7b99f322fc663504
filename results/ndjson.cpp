#include "results/ndjson.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>
#include <cassert>
#include <functional>

#include "results/json_read.hpp"
#include "results/json_text.hpp"
#include "results/resource_json.hpp"
#include "results/sample_fields.hpp"
#include "results/text_map.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;

constexpr std::string_view kResources = "resources";

/// Appends one present value; `std::visit` picks the form.
struct AppendValue {
  std::string& out;
  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool truth) const { out += truth ? "true" : "false"; }
  void operator()(std::int64_t number) const { append_integer(out, number); }
  void operator()(double number) const { append_real(out, number); }
  void operator()(std::string_view text) const { append_json_string(out, text); }
  void operator()(WallTime time) const { append_json_string(out, to_rfc3339(time)); }
  void operator()(const std::vector<RedirectHop>* hops) const { append_redirects(out, *hops); }
};

tl::unexpected<Error> wrong(const SampleField& field, std::string_view what) {
  return fail(fmt::format("field '{}' {}", field.name, what));
}

/// What a field's value would have to be, for people.
std::string_view right_form(const SampleField& field) {
  switch (field.type) {
    case FieldType::integer:
      return "a whole number in its range";
    case FieldType::real:
      return "a number";
    case FieldType::boolean:
      return "true or false";
    case FieldType::time:
      return "a time such as 2026-11-20T22:00:00.000000Z";
    case FieldType::hex:
      return "hexadecimal digits in lower case";
    case FieldType::redirects:
      return "an array of hops with url, status and started_us";
    default:
      return "a text, and one of its words where there are only so many";
  }
}

tl::unexpected<Error> wrong_value(const SampleField& field, const json& value) {
  const auto version = integer_from(value);
  if (field.storage == Storage::fixed && version && *version > kSampleSchemaVersion) {
    return fail(fmt::format("{} is {}, and this program knows up to {} (right would be a newer portal-probe)",
                            field.name, *version, kSampleSchemaVersion));
  }
  return wrong(field, fmt::format("has a value that it cannot have (right would be {})", right_form(field)));
}

bool is_hex(std::string_view text) {
  return text.size() % 2 == 0 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool set_text(const SampleField& field, const std::string& text, Sample& sample) {
  if (field.type == FieldType::hex && !is_hex(text)) return false;
  if (field.type != FieldType::time) return field.set(sample, std::string_view(text));
  const auto time = parse_rfc3339(text);
  return time && is_writable(*time) && field.set(sample, *time);
}

bool set_field(const SampleField& field, const json& value, Sample& sample) {
  if (field.type == FieldType::redirects) {
    const auto hops = redirects_from(value);
    return hops && field.set(sample, &*hops);
  }
  if (value.is_string()) return set_text(field, value.get_ref<const std::string&>(), sample);
  if (value.is_boolean()) return field.set(sample, value.get<bool>());
  if (value.is_number_float()) return field.set(sample, value.get<double>());
  const auto number = integer_from(value);
  return number && field.set(sample, *number);
}

/// A required text that is empty is as good as missing.
bool is_missing(const json& object, const SampleField& field) {
  const auto found = object.find(field.name);
  return found == object.end() || found->is_null() ||
         (found->is_string() && found->get_ref<const std::string&>().empty());
}

/// All of the object but its end.
void append_fields(std::string& out, const Sample& sample) {
  char before = '{';
  for (const auto& field : sample_fields()) {
    const FieldValue value = field.get(sample);
    if (std::holds_alternative<std::monostate>(value)) continue;
    out += before;
    out += '"';
    out += field.name;
    out += "\":";
    std::visit(AppendValue{out}, value);
    before = ',';
  }
}

/// Numbers of the fields that we know, for keeping account of those that came.
constexpr std::size_t kMostFields = 128;
const TextMap<std::size_t>& field_numbers() {
  static const TextMap<std::size_t> numbers = [] {
    TextMap<std::size_t> made;
    for (const auto& field : sample_fields()) made.emplace(field.name, made.size());
    for (const auto& fact : fact_fields()) made.emplace(fact.name, made.size());
    made.emplace(kResources, made.size());
    assert(made.size() <= kMostFields);
    return made;
  }();
  return numbers;
}

/// Decides while a line is read what is kept of it: the fields that we know, and nothing deeper than a hop or
/// a resource is. So whatever else a line holds takes no memory.
class KnownFields {
 public:
  bool operator()(int depth, json::parse_event_t event, const json& value) {
    constexpr int kField = 1;
    constexpr int kDeepest = 2;  // a hop in the array of a field
    if (event == json::parse_event_t::key && depth == kField)
      return take(value.get_ref<const std::string&>());
    const bool opens =
        event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    return !opens || depth <= kDeepest;
  }
  /// A field that came twice: nobody can tell which of the two is meant.
  const std::string& doubled() const { return doubled_; }

 private:
  bool take(const std::string& name) {
    const auto known = field_numbers().find(name);
    if (known == field_numbers().end()) return false;
    if (seen_[known->second]) doubled_ = name;
    seen_[known->second] = true;
    return true;
  }

  std::bitset<kMostFields> seen_;
  std::string doubled_;
};

Expected<json> read_object(std::string_view line) {
  KnownFields fields;
  auto object = json::parse(line, std::ref(fields), false);
  if (!object.is_object()) return fail("the line is not a JSON object");
  if (!fields.doubled().empty()) {
    return fail(fmt::format("field '{}' is there twice (right would be once)", fields.doubled()));
  }
  return object;
}

Expected<Sample> sample_from(const json& object) {
  Sample sample;
  for (const auto& field : sample_fields()) {
    if (is_missing(object, field)) {
      if (field.required) return wrong(field, "is missing");
      continue;
    }
    const auto& value = object.at(field.name);
    if (!set_field(field, value, sample)) return wrong_value(field, value);
  }
  return sample;
}

Expected<SweepFacts> facts_from(const json& object) {
  SweepFacts facts;
  for (const auto& fact : fact_fields()) {
    const auto found = object.find(fact.name);
    if (found == object.end() || found->is_null()) continue;
    if (!found->is_string())
      return fail(
          fmt::format("field '{}' has a value that it cannot have (right would be a text)", fact.name));
    facts.*fact.text = found->get<std::string>();
  }
  return facts;
}

Expected<Measurement> measurement_from(const json& object) {
  auto sample = sample_from(object);
  if (!sample) return tl::unexpected(sample.error());
  Measurement measurement;
  measurement.sample = std::move(*sample);
  const auto resources = object.find(kResources);
  if (resources == object.end() || resources->is_null()) return measurement;
  measurement.page = resources_from(*resources);
  if (!measurement.page) return fail("field 'resources' has a value that it cannot have");
  return measurement;
}

void append_facts(std::string& out, const Sample& sample, const SweepFacts& facts) {
  for (const auto& fact : fact_fields()) {
    const std::string& text = facts.*fact.text;
    if (text.empty() || (fact.of_browser && !needs_browser(sample.engine))) continue;
    out += ",\"";
    out += fact.name;
    out += "\":";
    append_json_string(out, text);
  }
}

}  // namespace

void append_ndjson(std::string& out, const Sample& sample, const SweepFacts& facts) {
  append_fields(out, sample);
  append_facts(out, sample, facts);
  out += "}\n";
}

void append_ndjson(std::string& out, const Sample& sample, const PageVisit& visit, const SweepFacts& facts) {
  append_fields(out, sample);
  append_facts(out, sample, facts);
  if (!visit.resources.empty()) {
    out += ",\"resources\":";
    append_resources(out, visit);
  }
  out += "}\n";
}

Expected<Sample> parse_ndjson_line(std::string_view line) {
  if (line.size() > kMaxLine) return fail("the line is longer than 1 MiB");
  const auto object = read_object(line);
  if (!object) return tl::unexpected(object.error());
  return sample_from(*object);
}

Expected<Measurement> parse_ndjson_measurement(std::string_view line) {
  auto archived = parse_archived_line(line);
  if (!archived) return tl::unexpected(archived.error());
  return std::move(archived->measurement);
}

Expected<ArchivedSample> parse_archived_line(std::string_view line) {
  if (line.size() > kMaxLineWithResources) return fail("the line is longer than 8 MiB");
  const auto object = read_object(line);
  if (!object) return tl::unexpected(object.error());
  auto measurement = measurement_from(*object);
  if (!measurement) return tl::unexpected(measurement.error());
  if (line.size() > kMaxLine && !measurement->page)
    return fail("the line is longer than 1 MiB, and has no resources");
  auto facts = facts_from(*object);
  if (!facts) return tl::unexpected(facts.error());
  return ArchivedSample{std::move(*measurement), std::move(*facts)};
}

}  // namespace portalprobe
