#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/expected.hpp"

namespace portalprobe {

using std::chrono::microseconds;

/// Durations are taken from the steady clock only; the wall clock says when, never how long.
using SteadyTime = std::chrono::steady_clock::time_point;
/// UTC.
using WallTime = std::chrono::sys_time<microseconds>;

/// Read at the edge only: decisions take `now`.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SteadyTime steady() const = 0;
  virtual WallTime wall() const = 0;
};

/// The machine's own clocks. Any thread.
class SystemClock : public Clock {
 public:
  SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
  WallTime wall() const override {
    return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
  }
};

inline microseconds to_microseconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration_cast<microseconds>(duration);
}

/// RFC 3339 in UTC with microseconds: 2026-11-20T22:00:00.000000Z.
std::string to_rfc3339(WallTime time);

/// Reads RFC 3339 with `Z` or an offset; seconds and their fraction (up to nine digits, cut to microseconds)
/// may be left out, as in 2026-12-01T22:00+07:00. Years 1970 to 9999.
Expected<WallTime> parse_rfc3339(std::string_view text);

}  // namespace portalprobe
