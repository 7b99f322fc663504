#include "results/resource_json.hpp"

#include "results/json_text.hpp"
#include "results/resource_fields.hpp"

namespace portalprobe {
namespace {

void append_value(std::string& out, const FieldValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return append_integer(out, *number);
  const auto* text = std::get_if<std::string_view>(&value);
  append_json_string(out, text == nullptr ? std::string_view() : *text);
}

void append_resource(std::string& out, const PageResource& resource) {
  char before = '{';
  for (const auto& field : resource_fields()) {
    const FieldValue value = field.get(resource);
    if (std::holds_alternative<std::monostate>(value) && !field.required) continue;
    out += before;
    out += '"';
    out += field.name;
    out += "\":";
    append_value(out, value);
    before = ',';
  }
  out += '}';
}

}  // namespace

void append_resources(std::string& out, const PageVisit& visit) {
  out += '[';
  for (const auto& resource : visit.resources) {
    if (&resource != &visit.resources.front()) out += ',';
    append_resource(out, resource);
  }
  out += ']';
}

}  // namespace portalprobe
