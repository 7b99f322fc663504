#pragma once

#include <optional>
#include <string>

#include "results/ndjson.hpp"

namespace portalprobe {

/// What is wrong with a sample that can be read and yet cannot have been measured, or would do harm where it
/// is shown: control characters in names, durations below 0 or of years, a side that the outcome cannot have,
/// a start long before its time, a fingerprint that is none. A sentence that says what would be right;
/// absent: nothing.
std::optional<std::string> what_cannot_be(const ArchivedSample& line);

}  // namespace portalprobe
