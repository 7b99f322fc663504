#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace portalprobe {

/// What a text lacks to be HAR 1.2: every field that the format requires, of its type, and its rules for
/// durations and for pages that entries refer to. Empty: nothing.
std::vector<std::string> har_faults(const nlohmann::json& har);

}  // namespace portalprobe
