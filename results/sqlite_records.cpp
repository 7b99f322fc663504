#include <string>

#include "results/portal_loads.hpp"
#include "results/sqlite_sweeps.hpp"
#include "results/sweep_columns.hpp"

namespace portalprobe {
namespace {

/// Runs a query over records and gives them, without configuration and load.
Expected<std::vector<SweepRecord>> collect(Statement& rows) {
  std::vector<SweepRecord> records;
  for (;;) {
    const auto row = rows.step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return records;
    auto& record = records.emplace_back();
    record.id = rows.text(0);
    record.stored = static_cast<std::uint64_t>(rows.integer(1));
    read_sweep_columns(rows, 2, record);
  }
}

std::string select_records() {
  return "SELECT sweep_id, stored, " + sweep_column_names() +
         " FROM sweep_shard JOIN sweep ON sweep.id = sweep_shard.sweep ";
}

Expected<std::string> read_config(Database& database, std::int64_t shard) {
  auto statement =
      database.prepare("SELECT json FROM config WHERE id = (SELECT config FROM sweep_shard WHERE id = ?)");
  if (!statement) return tl::unexpected(statement.error());
  statement->bind(0, shard);
  const auto row = statement->step();
  if (!row) return tl::unexpected(row.error());
  return *row ? std::string(statement->text(0)) : std::string();
}

}  // namespace

Expected<std::vector<SweepRecord>> read_records(Database& database) {
  auto rows = database.prepare(select_records() + "ORDER BY scheduled_at, sweep_id, shard_index");
  if (!rows) return tl::unexpected(rows.error());
  return collect(*rows);
}

Expected<SweepRecord> read_record(Database& database, const std::string& id, const Shard& shard) {
  const auto place = find_row(database, id, shard);
  if (!place) return tl::unexpected(place.error());
  auto rows = database.prepare(select_records() + "WHERE sweep_shard.id = ?");
  if (!rows) return tl::unexpected(rows.error());
  rows->bind(0, place->shard);
  auto records = collect(*rows);
  if (!records) return tl::unexpected(records.error());
  auto config = read_config(database, place->shard);
  if (!config) return tl::unexpected(config.error());
  auto loads = read_loads(database, place->shard);
  if (!loads) return tl::unexpected(loads.error());

  SweepRecord record = std::move(records->front());
  record.config_json = std::move(*config);
  record.load = std::move(*loads);
  return record;
}

}  // namespace portalprobe
