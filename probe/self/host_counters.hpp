#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"

namespace portalprobe {

// What the kernel's files say of the machine; absent where a text does not say it. No text is trusted to be
// whole.

/// `/proc/thread-self/schedstat`: how long the thread has waited for a processor in all. Absent where the
/// kernel does not count (it then writes three noughts).
std::optional<std::chrono::nanoseconds> parse_run_delay(std::string_view schedstat);

/// A control group's `cpu.stat`, of version 1 or 2: how long its processes were kept from running for having
/// used up their share.
std::optional<microseconds> parse_throttled(std::string_view cpu_stat);

/// `/proc/stat`: what the host took from all processors together, counted in `ticks_per_second`.
std::optional<microseconds> parse_stolen(std::string_view stat, long ticks_per_second);

/// The `cpu.stat` files that can tell of throttling, our own group's before those above it, from
/// `/proc/self/cgroup` and `/proc/self/mountinfo`. At most eight of each hierarchy.
std::vector<std::string> throttling_files(std::string_view cgroup, std::string_view mountinfo);

}  // namespace portalprobe
