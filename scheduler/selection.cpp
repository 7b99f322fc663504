#include "scheduler/selection.hpp"

#include <algorithm>

#include "scheduler/glob.hpp"

namespace portalprobe {
namespace {

bool fits(const std::string& glob, const Portal& portal, const Target& target) {
  if (glob.find('/') == std::string::npos) return glob_matches(glob, portal.id);
  return glob_matches(glob, portal.id + "/" + target.id);
}

bool fits_any_target(const std::string& glob, const Portal& portal) {
  return std::any_of(portal.targets.begin(), portal.targets.end(),
                     [&](const Target& target) { return fits(glob, portal, target); });
}

}  // namespace

Selection::Selection(std::span<const std::string> globs, std::span<const Portal> portals)
    : all_(globs.empty()) {
  if (all_) return;
  first_.reserve(portals.size());
  for (const auto& portal : portals) {
    first_.push_back(selected_.size());
    for (const auto& target : portal.targets) {
      selected_.push_back(std::any_of(globs.begin(), globs.end(),
                                      [&](const std::string& glob) { return fits(glob, portal, target); }));
    }
  }
}

std::vector<std::string> globs_without_match(std::span<const std::string> globs,
                                             std::span<const Portal> portals) {
  std::vector<std::string> unmatched;
  for (const auto& glob : globs) {
    const bool matched = std::any_of(portals.begin(), portals.end(),
                                     [&](const Portal& portal) { return fits_any_target(glob, portal); });
    if (!matched) unmatched.push_back(glob);
  }
  return unmatched;
}

}  // namespace portalprobe
