#include "results/json_read.hpp"

#include <utility>

#include "results/resource_fields.hpp"
#include "results/sample_fields.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;

bool read_marks(const json& object, Timings& timings) {
  for (const auto& field : mark_fields()) {
    const auto found = object.find(field.name);
    if (found == object.end()) continue;
    const auto number = integer_from(*found);
    if (!number) return false;
    timings.*field.mark = microseconds(*number);
  }
  return true;
}

std::optional<RedirectHop> hop_from(const json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto url = object.find("url");
  const auto status = object.find("status");
  const auto started = object.find("started_us");
  if (url == object.end() || status == object.end() || started == object.end() || !url->is_string())
    return {};
  const auto code = integer_from(*status);
  const auto start = integer_from(*started);
  if (!code || !std::in_range<int>(*code) || !start) return std::nullopt;

  RedirectHop hop;
  hop.url = url->get<std::string>();
  hop.status = static_cast<int>(*code);
  hop.started = microseconds(*start);
  if (!read_marks(object, hop.timings)) return std::nullopt;
  return hop;
}

bool set_field(const ResourceField& field, const json& value, PageResource& resource) {
  if (value.is_string()) {
    return field.type == FieldType::text &&
           field.set(resource, std::string_view(value.get_ref<const std::string&>()));
  }
  const auto number = integer_from(value);
  return number && field.type == FieldType::integer && field.set(resource, *number);
}

bool read_resource(const json& object, PageResource& resource) {
  if (!object.is_object()) return false;
  for (const auto& field : resource_fields()) {
    const auto found = object.find(field.name);
    if (found == object.end() || found->is_null()) {
      if (field.required) return false;
    } else if (!set_field(field, *found, resource)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<PageVisit> resources_from(const json& value) {
  if (!value.is_array()) return std::nullopt;
  PageVisit visit;
  for (const auto& element : value) {
    if (!read_resource(element, visit.resources.emplace_back())) return std::nullopt;
  }
  if (!initiators_fit(visit)) return std::nullopt;
  return visit;
}

std::optional<json> read_json(std::string_view text) {
  auto value = json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> integer_from(const json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() && !std::in_range<std::int64_t>(value.get<std::uint64_t>()))
    return std::nullopt;
  return value.get<std::int64_t>();
}

std::optional<std::vector<RedirectHop>> redirects_from(const json& value) {
  if (!value.is_array()) return std::nullopt;
  std::vector<RedirectHop> hops;
  for (const auto& element : value) {
    auto hop = hop_from(element);
    if (!hop) return std::nullopt;
    hops.push_back(std::move(*hop));
  }
  return hops;
}

std::vector<std::string> texts_from(std::string_view text) {
  std::vector<std::string> texts;
  const auto value = read_json(text);
  if (!value || !value->is_array()) return texts;
  for (const auto& element : *value) {
    if (element.is_string()) texts.push_back(element.get<std::string>());
  }
  return texts;
}

std::map<std::string, std::string> pairs_from(std::string_view text) {
  std::map<std::string, std::string> pairs;
  const auto value = read_json(text);
  if (!value || !value->is_object()) return pairs;
  for (const auto& [key, element] : value->items()) {
    if (element.is_string()) pairs.emplace(key, element.get<std::string>());
  }
  return pairs;
}

}  // namespace portalprobe
