#include "results/ndjson.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/json_read.hpp"
#include "results/json_text.hpp"
#include "results/resource_json.hpp"
#include "results/sample_fields.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxLine = 1U << 20U;
constexpr std::size_t kMaxLineWithResources = 8U << 20U;

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

Expected<json> read_object(std::string_view line) {
  auto object = read_json(line);
  if (!object || !object->is_object()) return fail("the line is not a JSON object");
  return std::move(*object);
}

Expected<Sample> sample_from(const json& object) {
  Sample sample;
  for (const auto& field : sample_fields()) {
    if (is_missing(object, field)) {
      if (field.required) return wrong(field, "is missing");
      continue;
    }
    if (!set_field(field, object.at(field.name), sample))
      return wrong(field, "has a value that it cannot have");
  }
  return sample;
}

}  // namespace

void append_ndjson(std::string& out, const Sample& sample) {
  append_fields(out, sample);
  out += "}\n";
}

void append_ndjson(std::string& out, const Sample& sample, const PageVisit& visit) {
  append_fields(out, sample);
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
  if (line.size() > kMaxLineWithResources) return fail("the line is longer than 8 MiB");
  const auto object = read_object(line);
  if (!object) return tl::unexpected(object.error());
  auto sample = sample_from(*object);
  if (!sample) return tl::unexpected(sample.error());
  Measurement measurement;
  measurement.sample = std::move(*sample);
  const auto resources = object->find("resources");
  if (resources == object->end() || resources->is_null()) return measurement;
  measurement.page = resources_from(*resources);
  if (!measurement.page) return fail("field 'resources' has a value that it cannot have");
  return measurement;
}

}  // namespace portalprobe
