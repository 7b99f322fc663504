#pragma once

#include <string>
#include <vector>

namespace portalprobe {

/// The environment of a browser that lives in `dir`: of ours only what it needs to find programs, fonts and
/// words. Secrets that the probe's own environment may hold have no business in a process that runs pages'
/// scripts, nor may the user's proxies, displays and key logs change what it does. Pure: `own` ends with
/// null.
std::vector<std::string> browser_environment(const char* const* own, const std::string& dir);

/// Names in a browser's directory.
inline constexpr const char* kBrowserHome = "home";
inline constexpr const char* kBrowserProfile = "profile";
inline constexpr const char* kBrowserTemporary = "tmp";

}  // namespace portalprobe
