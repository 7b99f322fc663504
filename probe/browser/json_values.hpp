#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace portalprobe::json {

/// Looks into JSON that somebody sent: what is not there, or is something else, is null or absent. Nothing
/// throws.

inline const nlohmann::json& null() {
  static const nlohmann::json kNull;
  return kNull;
}

inline const nlohmann::json& at(const nlohmann::json& object, const char* key) {
  if (!object.is_object()) return null();
  const auto it = object.find(key);
  return it == object.end() ? null() : *it;
}

inline const nlohmann::json& element(const nlohmann::json& array, std::size_t index) {
  return array.is_array() && index < array.size() ? array[index] : null();
}

/// The text of a string; empty for anything else. Lives as long as `value`.
inline std::string_view text(const nlohmann::json& value) {
  return value.is_string() ? std::string_view(value.get_ref<const std::string&>()) : std::string_view();
}

inline std::string_view text_at(const nlohmann::json& object, const char* key) {
  return text(at(object, key));
}

/// A number between the two, which are finite.
inline std::optional<double> number_within(const nlohmann::json& value, double least, double most) {
  if (!value.is_number()) return std::nullopt;
  const auto number = value.get<double>();
  if (!(number >= least && number <= most)) return std::nullopt;  // NaN is neither
  return number;
}

inline bool is_true(const nlohmann::json& value) { return value.is_boolean() && value.get<bool>(); }

}  // namespace portalprobe::json
