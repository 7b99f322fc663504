#include "config/schema.hpp"

#include <nlohmann/json.hpp>

#include "config/document.hpp"
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
    const bool number = shape.number_choices && choice.find_first_not_of("0123456789.") == std::string::npos;
    if (number) values.push_back(Json::parse(choice));
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

}  // namespace

std::string json_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "portal-probe configuration"},
                 {"description", "What portal-probe measures, when, and with which manners."}};
  schema.update(schema_of(document_type().shape));
  schema["anyOf"] =
      Json::array({{{"required", Json::array({"portals"})}}, {{"required", Json::array({"portal_files"})}}});
  return schema.dump(2);
}

}  // namespace portalprobe
