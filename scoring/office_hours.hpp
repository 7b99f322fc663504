#pragma once

namespace portalprobe {

/// The stratum that an evaluation's holidays are for: on a day off nobody keeps office hours.
inline constexpr const char* kOfficeHours = "office";

}  // namespace portalprobe
