#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "core/portal.hpp"

namespace portalprobe::support {

inline Target made_target(std::string id, TargetKind kind, std::string url) {
  Target target;
  target.role = id;
  target.id = std::move(id);
  target.kind = kind;
  target.url = std::move(url);
  return target;
}

/// A portal on one host, with so many pages and actions.
inline Portal made_portal(const std::string& id, const std::string& host, int pages = 1, int actions = 1) {
  Portal portal;
  portal.id = id;
  portal.name = id;
  portal.hosts = {host};
  for (int i = 0; i < pages; ++i) {
    portal.targets.push_back(
        made_target(fmt::format("page-{}", i), TargetKind::page, fmt::format("https://{}/{}", host, i)));
  }
  for (int i = 0; i < actions; ++i) {
    portal.targets.push_back(made_target(fmt::format("action-{}", i), TargetKind::action,
                                         fmt::format("https://{}/do/{}", host, i)));
  }
  return portal;
}

/// `p0`, `p1` ... each on a host and a registrable domain of its own.
inline std::vector<Portal> made_portals(std::size_t count, int pages = 1, int actions = 1) {
  std::vector<Portal> portals;
  portals.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    portals.push_back(
        made_portal(fmt::format("p{}", i), fmt::format("dichvucong.p{}.gov.vn", i), pages, actions));
  }
  return portals;
}

}  // namespace portalprobe::support
