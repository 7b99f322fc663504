#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/portal.hpp"
#include "core/settings.hpp"

namespace portalprobe {

/// The windows in which portals are left alone, by portal.
class MaintenanceWindows {
 public:
  /// Unknown portal ids are ignored: reading the configuration refuses them.
  MaintenanceWindows(std::vector<Maintenance> windows, std::span<const Portal> portals);

  /// The window that holds for a portal (by index) at that moment; null: none. Of several, the first
  /// configured.
  const Maintenance* find(std::uint32_t portal, WallTime now) const;

 private:
  std::vector<Maintenance> windows_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> by_portal_;
};

}  // namespace portalprobe
