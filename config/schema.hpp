#pragma once

#include <span>
#include <string>
#include <string_view>

namespace portalprobe {

/// The configuration's JSON Schema (2020-12), made from the tables that the loader itself reads by.
std::string json_schema();

/// The same of another kind of file; empty: there is none of that name.
std::string json_schema_of(std::string_view kind);
/// The names of all kinds: configuration, criterion, groups, evaluation, exclusions, holidays.
std::span<const std::string_view> schema_kinds();

}  // namespace portalprobe
