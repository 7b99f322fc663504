#include "scheduler/maintenance.hpp"

#include <utility>

namespace portalprobe {

MaintenanceWindows::MaintenanceWindows(std::vector<Maintenance> windows, std::span<const Portal> portals)
    : windows_(std::move(windows)) {
  if (windows_.empty()) return;
  std::unordered_map<std::string, std::uint32_t> index_of;
  for (std::uint32_t i = 0; i < portals.size(); ++i) index_of.emplace(portals[i].id, i);
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    for (const auto& id : windows_[w].portals) {
      if (const auto found = index_of.find(id); found != index_of.end())
        by_portal_[found->second].push_back(w);
    }
  }
}

const Maintenance* MaintenanceWindows::find(std::uint32_t portal, WallTime now) const {
  const auto found = by_portal_.find(portal);
  if (found == by_portal_.end()) return nullptr;
  for (const std::size_t w : found->second) {
    if (windows_[w].from <= now && now < windows_[w].to) return &windows_[w];
  }
  return nullptr;
}

}  // namespace portalprobe
