#pragma once

#include <string>
#include <vector>

namespace portalprobe {

struct BrowserOptions;

/// What a browser's command line depends on besides its options.
struct BrowserSurroundings {
  std::string profile = {};  ///< its user-data directory
  bool as_root = false;      ///< there is no sandbox then
  bool small_shm = false;    ///< /dev/shm would not hold a large page's bitmaps
};

/// The words behind the program's name. Pure.
std::vector<std::string> browser_flags(const BrowserOptions& options, const BrowserSurroundings& around);

/// Looks at this machine.
BrowserSurroundings browser_surroundings(std::string profile);

}  // namespace portalprobe
