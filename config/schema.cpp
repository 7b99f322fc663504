#include "config/schema.hpp"

#include <nlohmann/json.hpp>

#include <array>

#include "config/criterion_type.hpp"
#include "config/document.hpp"
#include "config/evaluation_type.hpp"
#include "config/reader.hpp"
#include "config/shape.hpp"

namespace portalprobe {
namespace {

using Json = nlohmann::ordered_json;

Json schema_of(const Shape& shape);

Json types(std::vector<std::string> names, bool nullable) {
  if (nullable) names.emplace_back("null");
  return names.size() == 1 ? Json(names.front()) : Json(names);
}

Json choices_of(const Shape& shape) {
  Json values = Json::array();
  for (const auto& choice : shape.choices) {
    values.push_back(choice);
    if (shape.number_choices && looks_like_number(choice)) values.push_back(Json::parse(choice));
  }
  if (shape.nullable) values.push_back(nullptr);
  return values;
}

Json text_schema(const Shape& shape) {
  Json schema;
  if (!shape.choices.empty()) {
    schema["enum"] = choices_of(shape);
    return schema;
  }
  std::vector<std::string> names = {"string"};
  if (shape.or_number) names.emplace_back("number");
  if (shape.number_choices && !shape.or_number) names.emplace_back("integer");
  schema["type"] = types(std::move(names), shape.nullable);
  if (!shape.pattern.empty()) schema["pattern"] = shape.pattern;
  if (shape.at_least_one) schema["minLength"] = 1;
  return schema;
}

Json number_schema(const Shape& shape) {
  const bool whole = shape.kind == Shape::Kind::integer;
  Json schema = {{"type", types({whole ? "integer" : "number"}, shape.nullable)}};
  const auto bound = [whole](double value) {
    return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
  };
  if (shape.low) schema["minimum"] = bound(*shape.low);
  if (shape.high) schema["maximum"] = bound(*shape.high);
  return schema;
}

Json object_schema(const Shape& shape) {
  Json schema = {{"type", types({"object"}, shape.nullable)}, {"additionalProperties", false}};
  Json required = Json::array();
  for (const auto& field : shape.fields) {
    Json property = schema_of(field.shape);
    property["description"] = field.help;
    const bool choice_of_nothing = field.default_json == "\"\"" && !field.shape.choices.empty();
    if (!field.default_json.empty() && !choice_of_nothing)
      property["default"] = Json::parse(field.default_json);
    schema["properties"][field.key] = std::move(property);
    if (field.required) required.push_back(field.key);
  }
  if (!required.empty()) schema["required"] = std::move(required);
  if (shape.one_key) {
    schema["minProperties"] = 1;
    schema["maxProperties"] = 1;
  }
  return schema;
}

Json schema_of(const Shape& shape) {
  switch (shape.kind) {
    case Shape::Kind::text:
      return text_schema(shape);
    case Shape::Kind::integer:
    case Shape::Kind::number:
      return number_schema(shape);
    case Shape::Kind::object:
      return object_schema(shape);
    case Shape::Kind::list: {
      Json schema = {{"type", types({"array"}, shape.nullable)}, {"items", schema_of(*shape.item)}};
      if (shape.at_least_one) schema["minItems"] = 1;
      return schema;
    }
    case Shape::Kind::map:
      break;
  }
  return {{"type", types({"object"}, shape.nullable)}, {"additionalProperties", schema_of(*shape.item)}};
}

struct Kind {
  std::string_view name;
  std::string_view title;
  std::string_view description;
  const Shape& (*shape)();
};

// The first is the configuration itself.
constexpr Kind kKinds[] = {
    {"configuration", "portal-probe configuration",
     "What portal-probe measures, when, and with which manners.",
     []() -> const Shape& { return document_type().shape; }},
    {"criterion", "portal-probe criterion", "By what samples are judged.",
     []() -> const Shape& { return criterion_type().shape; }},
    {"groups", "portal-probe groups of criteria", "How groups of criteria add up to levels.",
     []() -> const Shape& { return scheme_type().shape; }},
    {"evaluation", "portal-probe evaluation", "A period, and what its sweeps are judged by.",
     []() -> const Shape& { return evaluation_type().shape; }},
    {"exclusions", "portal-probe exclusions", "Samples that do not count, by decision.",
     []() -> const Shape& { return exclusions_type().shape; }},
    {"holidays", "portal-probe holidays", "One year's days off and make-up working days.",
     []() -> const Shape& { return holidays_type().shape; }},
};

constexpr auto kNames = [] {
  std::array<std::string_view, std::size(kKinds)> names{};
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kKinds[i].name;
  return names;
}();

Json schema_of(const Kind& kind) {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", kind.title},
                 {"description", kind.description}};
  schema.update(schema_of(kind.shape()));
  return schema;
}

}  // namespace

std::string json_schema() {
  Json schema = schema_of(kKinds[0]);
  schema["anyOf"] =
      Json::array({{{"required", Json::array({"portals"})}}, {{"required", Json::array({"portal_files"})}}});
  return schema.dump(2);
}

std::string json_schema_of(std::string_view kind) {
  if (kind == kKinds[0].name) return json_schema();
  for (const auto& known : kKinds) {
    if (known.name == kind) return schema_of(known).dump(2);
  }
  return {};
}

std::span<const std::string_view> schema_kinds() { return kNames; }

}  // namespace portalprobe
