#pragma once

#include <string_view>

namespace portalprobe {

/// vitals.js, for Page.addScriptToEvaluateOnNewDocument (`runImmediately`) in the isolated world of that
/// name.
extern const std::string_view kVitalsScript;
inline constexpr const char* kVitalsWorld = "portal-probe";
/// What Runtime.evaluate asks that world for; the value is for `page_times_from`.
inline constexpr const char* kVitalsCall = "portalProbeVitals()";

}  // namespace portalprobe
