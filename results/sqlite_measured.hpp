#pragma once

#include <cstdint>
#include <functional>

#include "core/measured.hpp"
#include "results/sqlite_db.hpp"

namespace portalprobe {

/// Reads what judging needs of the samples of some sweeps, and nothing else of them: pages' and actions',
/// until `visit` says false. No text is copied and no memory taken per row. Goes through the table in the
/// order of its rows, which is that of the file; each hundred thousand of them are a query of their own, so
/// that it never keeps the writer's log from being folded into the store for long. Returns how many were
/// visited; an error where one of the sweeps is not in the store.
Expected<std::uint64_t> read_measured(Database& database, const MeasuredQuery& query,
                                      const std::function<bool(const Measured&)>& visit);

}  // namespace portalprobe
