#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/sweep_record.hpp"
#include "results/sqlite_db.hpp"

namespace portalprobe {

// The records of sweeps in their tables. Each function that writes expects a transaction round it.

/// The rows of one sweep and shard.
struct SweepRow {
  std::int64_t sweep = 0;
  std::int64_t shard = 0;
};

Expected<SweepRow> add_sweep(Database& database, const SweepRecord& record);
Expected<void> reopen_sweep(Database& database, const SweepRow& row);
Expected<void> end_sweep(Database& database, const SweepRow& row, const SweepRecord& record);
Expected<void> extend_sweep(Database& database, const SweepRow& row, const SweepRecord& record);
/// Counts samples that were added to a shard.
Expected<void> count_stored(Database& database, std::int64_t shard, std::int64_t added);

/// An error where there is none.
Expected<SweepRow> find_row(Database& database, const std::string& id, const Shard& shard);
/// The first of a sweep's shards; an error where there is no such sweep.
Expected<SweepRow> find_first_row(Database& database, const std::string& id);
/// The sweep's number inside the store; an error where there is none.
Expected<std::int64_t> find_sweep_number(Database& database, const std::string& id);
/// Numbers and ids of all sweeps, in order of the ids.
struct SweepName {
  std::int64_t sweep = 0;
  std::string id;
};
Expected<std::vector<SweepName>> list_sweeps(Database& database);

/// Every record, oldest first, without configuration and load.
Expected<std::vector<SweepRecord>> read_records(Database& database);
/// One record in full.
Expected<SweepRecord> read_record(Database& database, const std::string& id, const Shard& shard);

}  // namespace portalprobe
