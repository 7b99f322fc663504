#pragma once

#include <functional>

#include "results/sqlite_db.hpp"
#include "results/store.hpp"

namespace portalprobe {

/// See `Store::summarise_resources`.
Expected<Summarised> summarise_resources(Database& database, WallTime before,
                                         const std::function<bool()>& go_on);

}  // namespace portalprobe
