#pragma once

#include <string>

#include "core/clock.hpp"

namespace portalprobe {

/// By how much a zone's clocks were ahead of UTC at a moment. The zone is known (configurations are checked).
microseconds utc_offset(const std::string& zone, WallTime at);

}  // namespace portalprobe
