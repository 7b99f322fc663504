#pragma once

#include <string>

namespace portalprobe {

/// The configuration's JSON Schema (2020-12), made from the tables that the loader itself reads by.
std::string json_schema();

}  // namespace portalprobe
