#include "probe/browser/browser_environment.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace portalprobe {
namespace {

bool is_passed_on(std::string_view name) {
  constexpr std::array<std::string_view, 8> kNames = {
      "PATH", "LANG", "LANGUAGE", "TZ", "TZDIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH"};
  return name.starts_with("LC_") || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

std::vector<std::string> browser_environment(const char* const* own, const std::string& dir) {
  std::vector<std::string> result;
  for (; *own != nullptr; ++own) {
    const std::string_view entry = *own;
    if (is_passed_on(entry.substr(0, entry.find('=')))) result.emplace_back(entry);
  }
  const std::string home = dir + "/" + kBrowserHome;
  result.push_back("HOME=" + home);
  result.push_back("TMPDIR=" + dir + "/" + kBrowserTemporary);
  result.push_back("XDG_CONFIG_HOME=" + home + "/.config");
  result.push_back("XDG_CACHE_HOME=" + home + "/.cache");
  result.push_back("XDG_DATA_HOME=" + home + "/.local/share");
  result.emplace_back("DBUS_SESSION_BUS_ADDRESS=disabled:");
  result.emplace_back("DBUS_SYSTEM_BUS_ADDRESS=disabled:");
  return result;
}

}  // namespace portalprobe
