#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/clock.hpp"

namespace portalprobe {

/// The protocol's monotonic timestamp (seconds) as the steady clock's: on Linux both are CLOCK_MONOTONIC, of
/// all processes alike. Absent: not one that a running machine can have.
inline std::optional<SteadyTime> steady_time_from(double seconds) {
  constexpr double kMost = 4e9;  // a century
  if (!(seconds > 0 && seconds < kMost)) return std::nullopt;
  return SteadyTime(std::chrono::duration_cast<SteadyTime::duration>(std::chrono::duration<double>(seconds)));
}

}  // namespace portalprobe
