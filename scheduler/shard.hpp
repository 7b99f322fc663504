#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/portal.hpp"

namespace portalprobe {

/// The name under which a body registered its hosts (`dichvucong.hanoi.gov.vn`: `hanoi.gov.vn`), by the
/// public suffix list that libpsl was built with. Addresses, and names that are themselves public suffixes,
/// stay as they are.
std::string registrable_domain(const std::string& host);

/// Each portal's shard, 0 to count − 1. Portals that share a host (a lane) or whose first targets share a
/// registrable domain are never parted, so that nobody is measured by two machines that do not know of each
/// other. The same portals give the same shards everywhere.
std::vector<std::uint32_t> shards_of(std::span<const Portal> portals, std::uint32_t count);

}  // namespace portalprobe
