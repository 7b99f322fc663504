#pragma once

#include <cstdint>
#include <optional>

#include "results/sqlite_db.hpp"
#include "results/store.hpp"
#include "results/stored_keys.hpp"

namespace portalprobe {

/// Of one sweep, by its number inside the store, or of all.
Expected<SampleCounts> read_counts(Database& database, std::optional<std::int64_t> sweep);

/// The keys of a sweep's samples.
Expected<StoredKeys> read_keys(Database& database, std::int64_t sweep);

}  // namespace portalprobe
