#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/sweep_record.hpp"
#include "results/sqlite_db.hpp"

namespace portalprobe {

/// Replaces what is recorded of the load that a shard put on its portals. Within a transaction.
Expected<void> write_loads(Database& database, std::int64_t shard,
                           const std::map<std::string, PortalLoad>& loads);
Expected<std::map<std::string, PortalLoad>> read_loads(Database& database, std::int64_t shard);

}  // namespace portalprobe
