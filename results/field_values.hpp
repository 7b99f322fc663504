#pragma once

#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/page_visit.hpp"
#include "results/sample_fields.hpp"

/// Private to `sample_fields.cpp` and `resource_fields.cpp`: between the members of a sample or a resource
/// and the one form that every format starts from.
namespace portalprobe::field_values {

inline FieldValue to_value(const std::string& text) {
  if (text.empty()) return {};
  return std::string_view(text);
}
inline FieldValue to_value(bool truth) { return truth; }
template <std::integral T>
FieldValue to_value(T number) {
  return static_cast<std::int64_t>(number);
}
inline FieldValue to_value(double number) {
  if (!std::isfinite(number)) return {};
  return number;
}
inline FieldValue to_value(microseconds duration) { return static_cast<std::int64_t>(duration.count()); }
inline FieldValue to_value(WallTime time) {
  if (!is_writable(time)) return {};
  return time;
}
template <class T>
requires std::is_enum_v<T> FieldValue to_value(T name) { return to_string(name); }
inline FieldValue to_value(const std::vector<RedirectHop>& hops) {
  if (hops.empty()) return {};
  return &hops;
}
template <class T>
FieldValue to_value(const std::optional<T>& value) {
  if (!value) return {};
  return to_value(*value);
}

/// Assigns the alternative `A` of a value, if that is what it holds.
template <class A, class T>
bool assign(const FieldValue& value, T& out) {
  const A* held = std::get_if<A>(&value);
  if (held != nullptr) out = *held;
  return held != nullptr;
}

template <class T, class FromName>
bool assign_name(const FieldValue& value, T& out, FromName from_name) {
  const auto* name = std::get_if<std::string_view>(&value);
  if (name == nullptr) return false;
  const auto found = from_name(*name);
  if (found) out = *found;
  return found.has_value();
}

inline bool from_value(const FieldValue& value, std::string& out) {
  out.clear();
  return std::holds_alternative<std::monostate>(value) || assign<std::string_view>(value, out);
}
inline bool from_value(const FieldValue& value, bool& out) { return assign<bool>(value, out); }
template <std::integral T>
bool from_value(const FieldValue& value, T& out) {
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr || !std::in_range<T>(*number)) return false;
  out = static_cast<T>(*number);
  return true;
}
inline bool from_value(const FieldValue& value, double& out) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out = static_cast<double>(*number);
    return true;
  }
  return assign<double>(value, out);
}
inline bool from_value(const FieldValue& value, microseconds& out) {
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number != nullptr) out = microseconds(*number);
  return number != nullptr;
}
inline bool from_value(const FieldValue& value, WallTime& out) { return assign<WallTime>(value, out); }
inline bool from_value(const FieldValue& value, TargetKind& out) {
  return assign_name(value, out, target_kind_from);
}
inline bool from_value(const FieldValue& value, EngineKind& out) {
  return assign_name(value, out, engine_kind_from);
}
inline bool from_value(const FieldValue& value, Profile& out) {
  return assign_name(value, out, profile_from);
}
inline bool from_value(const FieldValue& value, Connection& out) {
  return assign_name(value, out, connection_from);
}
inline bool from_value(const FieldValue& value, IpFamily& out) {
  return assign_name(value, out, ip_family_from);
}
inline bool from_value(const FieldValue& value, Outcome& out) {
  return assign_name(value, out, outcome_from);
}
inline bool from_value(const FieldValue& value, Side& out) { return assign_name(value, out, side_from); }
inline bool from_value(const FieldValue& value, ResourceType& out) {
  return assign_name(value, out, resource_type_from);
}
inline bool from_value(const FieldValue& value, std::vector<RedirectHop>& out) {
  out.clear();
  if (std::holds_alternative<std::monostate>(value)) return true;
  const auto* hops = std::get_if<const std::vector<RedirectHop>*>(&value);
  if (hops != nullptr) out = **hops;
  return hops != nullptr;
}
template <class T>
bool from_value(const FieldValue& value, std::optional<T>& out) {
  out.reset();
  if (std::holds_alternative<std::monostate>(value)) return true;
  if (from_value(value, out.emplace())) return true;
  out.reset();
  return false;
}

}  // namespace portalprobe::field_values
