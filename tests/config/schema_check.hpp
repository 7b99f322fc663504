#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <string>

#include "config/reader.hpp"
#include "config/yaml_tree.hpp"

namespace portalprobe {

/// As much of JSON Schema as the configuration's schema uses. Returns the first thing that does not fit;
/// empty: all does.
class SchemaCheck {
 public:
  static std::string first_misfit(const nlohmann::json& schema, const YamlNode& node) {
    SchemaCheck check;
    check.visit(schema, node, "");
    return check.misfit_;
  }

 private:
  static nlohmann::json scalar(const YamlNode& node) {
    if (node.is_null()) return nullptr;
    const std::string text(node.text());
    if (node.quoted() || !looks_like_number(text)) return text;
    return nlohmann::json::parse(text, nullptr, false);
  }

  static std::string type_of(const YamlNode& node) {
    if (node.is_map()) return "object";
    if (node.is_list()) return "array";
    const auto value = scalar(node);
    if (value.is_number_integer()) return "integer";
    return value.type_name();
  }

  void fail(const YamlNode& node, const std::string& path, const std::string& why) {
    if (misfit_.empty())
      misfit_ = fmt::format("{}:{} {}: {}", node.position().line, node.position().column, path, why);
  }

  void visit(const nlohmann::json& schema, const YamlNode& node, const std::string& path) {
    check_type(schema, node, path);
    if (schema.contains("enum")) {
      const auto& choices = schema["enum"];
      if (std::find(choices.begin(), choices.end(), scalar(node)) == choices.end())
        fail(node, path, "none of the choices");
    }
    if (node.is_scalar()) check_scalar(schema, node, path);
    if (node.is_list()) {
      if (node.size() < schema.value("minItems", 0U)) fail(node, path, "too few items");
      for (const YamlNode& child : node.children()) visit(schema["items"], child, path + "[]");
    }
    if (node.is_map()) check_map(schema, node, path);
  }

  void check_type(const nlohmann::json& schema, const YamlNode& node, const std::string& path) {
    if (!schema.contains("type")) return;
    const auto types = schema["type"].is_array() ? schema["type"] : nlohmann::json::array({schema["type"]});
    const std::string type = type_of(node);
    for (const auto& allowed : types) {
      if (allowed == type || (allowed == "number" && type == "integer")) return;
    }
    fail(node, path, "is of type " + type + ", not " + types.dump());
  }

  void check_scalar(const nlohmann::json& schema, const YamlNode& node, const std::string& path) {
    const auto value = scalar(node);
    if (value.is_string()) {
      const auto& text = value.get_ref<const std::string&>();
      if (text.size() < schema.value("minLength", 0U)) fail(node, path, "too short");
      const std::string pattern = schema.value("pattern", "");
      if (!pattern.empty() && !std::regex_search(text, std::regex(pattern)))
        fail(node, path, "does not match " + pattern);
    }
    if (!value.is_number()) return;
    if (schema.contains("minimum") && value < schema["minimum"]) fail(node, path, "too small");
    if (schema.contains("maximum") && value > schema["maximum"]) fail(node, path, "too large");
  }

  void check_map(const nlohmann::json& schema, const YamlNode& node, const std::string& path) {
    std::string key;
    bool is_key = true;
    std::vector<std::string> keys;
    for (const YamlNode& child : node.children()) {
      if (is_key) {
        key = std::string(child.text());
        keys.push_back(key);
      } else if (schema.contains("properties") && schema["properties"].contains(key)) {
        visit(schema["properties"][key], child, path + "." + key);
      } else if (schema["additionalProperties"].is_object()) {
        visit(schema["additionalProperties"], child, path + "." + key);
      } else {
        fail(child, path + "." + key, "is not described");
      }
      is_key = !is_key;
    }
    for (const auto& required : schema.value("required", nlohmann::json::array())) {
      if (std::find(keys.begin(), keys.end(), required) == keys.end())
        fail(node, path, "lacks " + required.dump());
    }
    if (keys.size() < schema.value("minProperties", 0U) ||
        keys.size() > schema.value("maxProperties", keys.size())) {
      fail(node, path, "has too few or too many keys");
    }
  }

  std::string misfit_;
};

}  // namespace portalprobe
