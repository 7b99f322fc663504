#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/clock.hpp"

namespace portalprobe {

/// By how much the marks of our own measurements are off, found by measuring a server whose moments are
/// known.
struct MarkError {
  std::uint64_t samples = 0;
  microseconds bias{0};  ///< the mean of the signed errors: above zero, we read the moment too late
  microseconds p50{0};   ///< of the errors without their sign, as the next two
  microseconds p99{0};
  microseconds max{0};
  bool operator==(const MarkError&) const = default;
};

/// By the mark's name: connected, secured, sent, first_byte, done, and response_time, a difference of marks.
using InstrumentError = std::map<std::string, MarkError>;

}  // namespace portalprobe
