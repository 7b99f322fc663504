#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// vitals.js, for Page.addScriptToEvaluateOnNewDocument in the isolated world `kVitalsWorld`, before the
/// navigation.
extern const std::string_view kVitalsScript;
inline constexpr const char* kVitalsWorld = "portal-probe";

/// What Runtime.evaluate asks that world for (`returnByValue`); the value is for `page_times_from`. It
/// installs the script where that has not run: unless the Runtime domain is enabled, Chromium makes no world
/// in a document without scripts. What its observers missed then comes out of the browser's buffers. Evaluate
/// it once before scripted interactions: buffers leave out those under 104 ms.
std::string vitals_expression();

}  // namespace portalprobe
