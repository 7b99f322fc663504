#pragma once

#include <optional>
#include <string_view>

namespace portalprobe {

/// What a control group may use, in processors, from its `cpu.max` (version 2), or from its
/// `cpu.cfs_quota_us` and `cpu.cfs_period_us` (version 1). Absent: as many as there are, or it cannot be
/// read.
std::optional<double> parse_cpu_max(std::string_view cpu_max);
std::optional<double> parse_cpu_quota(std::string_view quota_us, std::string_view period_us);

/// How many processors this process may use: those that it may run on (affinity), or fewer where a control
/// group, its own or one above, has a limit. At least one; 1.5 are one.
unsigned usable_processors();

}  // namespace portalprobe
