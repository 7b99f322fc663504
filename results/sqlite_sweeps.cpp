#include "results/sqlite_sweeps.hpp"

#include <fmt/format.h>

#include "core/sha256.hpp"
#include "core/utf8.hpp"
#include "results/json_text.hpp"
#include "results/portal_loads.hpp"
#include "results/sweep_columns.hpp"

namespace portalprobe {
namespace {

std::string name_of(const std::string& id, const Shard& shard) {
  return shard.count == 1 ? fmt::format("sweep {}", id)
                          : fmt::format("shard {}/{} of sweep {}", shard.index, shard.count, id);
}

tl::unexpected<Error> refuse(const Database& database, const std::string& why) {
  return fail(fmt::format("store '{}': {}", database.path(), why));
}

/// Runs a statement and gives the integer of its first row; `otherwise` without one.
Expected<std::int64_t> ask(Statement& statement, std::int64_t otherwise) {
  const auto row = statement.step();
  if (!row) return tl::unexpected(row.error());
  const std::int64_t value = *row ? statement.integer(0) : otherwise;
  statement.reset();
  return value;
}

Expected<std::int64_t> ask_about(Database& database, const char* sql, const std::string& text,
                                 std::int64_t otherwise) {
  auto statement = database.prepare(sql);
  if (!statement) return tl::unexpected(statement.error());
  statement->bind(0, std::string_view(text));
  return ask(*statement, otherwise);
}

Expected<std::int64_t> add_config(Database& database, const std::string& raw) {
  std::string scratch;
  const std::string json(as_utf8(raw, scratch));
  const std::string digest = sha256_hex(json);
  auto known = ask_about(database, "SELECT id FROM config WHERE digest = ?", digest, 0);
  if (!known || *known != 0) return known;
  auto insert = database.prepare("INSERT INTO config (digest, json) VALUES (?, ?) RETURNING id");
  if (!insert) return tl::unexpected(insert.error());
  insert->bind(0, std::string_view(digest));
  insert->bind(1, std::string_view(json));
  return ask(*insert, 0);
}

/// The sweep's own row; made unless another shard made it.
Expected<std::int64_t> add_name(Database& database, const std::string& id) {
  auto known = ask_about(database, "SELECT id FROM sweep WHERE sweep_id = ?", id, 0);
  if (!known || *known != 0) return known;
  return ask_about(database, "INSERT INTO sweep (sweep_id) VALUES (?) RETURNING id", id, 0);
}

/// Shards of one sweep share out the portals: that only works out if all count to the same number.
Expected<void> check_new(Database& database, std::int64_t sweep, const SweepRecord& record) {
  auto shards = database.prepare("SELECT shard_index, shard_count FROM sweep_shard WHERE sweep = ?");
  if (!shards) return tl::unexpected(shards.error());
  shards->bind(0, sweep);
  for (;;) {
    const auto row = shards->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return {};
    const Shard stored{static_cast<std::uint32_t>(shards->integer(0)),
                       static_cast<std::uint32_t>(shards->integer(1))};
    if (stored.count != record.shard.count) {
      return refuse(database,
                    fmt::format("sweep {} is stored there as measured by {} (this would be {} of {})",
                                record.id, stored.count == 1 ? "one" : fmt::format("{} shards", stored.count),
                                record.shard.index, record.shard.count));
    }
    if (stored == record.shard) {
      return refuse(
          database,
          fmt::format("{} is in it already: resume it, or give this one another scheduled time or name",
                      name_of(record.id, record.shard)));
    }
  }
}

Expected<std::int64_t> add_record(Database& database, std::int64_t sweep, std::int64_t config,
                                  const SweepRecord& record) {
  std::string marks = "?, ?";
  for (int i = 0; i < sweep_column_count(); ++i) marks += ", ?";
  auto insert = database.prepare(fmt::format(
      "INSERT INTO sweep_shard (sweep, config, {}) VALUES ({}) RETURNING id", sweep_column_names(), marks));
  if (!insert) return tl::unexpected(insert.error());
  insert->bind(0, sweep);
  insert->bind(1, config);
  SweepBinder binder(*insert, 2);
  binder.bind(record);
  return ask(*insert, 0);
}

}  // namespace

Expected<SweepRow> add_sweep(Database& database, const SweepRecord& record) {
  const auto sweep = add_name(database, record.id);
  if (!sweep) return tl::unexpected(sweep.error());
  if (const auto fresh = check_new(database, *sweep, record); !fresh) return tl::unexpected(fresh.error());
  const auto config = add_config(database, record.config_json);
  if (!config) return tl::unexpected(config.error());
  const auto shard = add_record(database, *sweep, *config, record);
  if (!shard) return tl::unexpected(shard.error());
  if (const auto done = write_loads(database, *shard, record.load); !done)
    return tl::unexpected(done.error());
  return SweepRow{*sweep, *shard};
}

Expected<void> reopen_sweep(Database& database, const SweepRow& row) {
  return database.run(
      fmt::format("UPDATE sweep_shard SET ended_at = NULL, complete = 0 WHERE id = {}", row.shard));
}

Expected<void> end_sweep(Database& database, const SweepRow& row, const SweepRecord& record) {
  auto update = database.prepare(
      "UPDATE sweep_shard SET ended_at = ?, complete = ?, planned = ?, versions = ?, host = ?, clock = ?, "
      "instrument = ?, processor_benchmark = ? WHERE id = ?");
  if (!update) return tl::unexpected(update.error());
  SweepBinder binder(*update, 0);
  binder("ended_at", record.ended_at);
  binder("complete", record.complete);
  binder("planned", record.planned);
  binder("versions", record.versions);
  binder("host", record.host);
  binder("clock", record.clock);
  binder("instrument", record.instrument);
  binder("processor_benchmark", record.processor_benchmark);
  update->bind(8, row.shard);
  if (auto done = update->run(); !done) return done;
  return write_loads(database, row.shard, record.load);
}

Expected<void> extend_sweep(Database& database, const SweepRow& row, const SweepRecord& record) {
  auto update = database.prepare(
      "UPDATE sweep_shard SET vantage_id = ?, vantage_network = ?, stratum = ?, scheduled_at = ?, "
      "started_at = ?, ended_at = ?, planned = ?, complete = ?, rounds = ?, window_us = ?, "
      "evaluation_sha256 = ?, versions = ? WHERE id = ?");
  if (!update) return tl::unexpected(update.error());
  SweepBinder binder(*update, 0);
  binder("vantage_id", record.vantage_id);
  binder("vantage_network", record.vantage_network);
  binder("stratum", record.stratum);
  binder("scheduled_at", record.scheduled_at);
  binder("started_at", record.started_at);
  binder("ended_at", record.ended_at);
  binder("planned", record.planned);
  binder("complete", record.complete);
  binder("rounds", record.rounds);
  binder("window_us", record.window);
  binder("evaluation_sha256", record.evaluation_sha256);
  binder("versions", record.versions);
  update->bind(12, row.shard);
  return update->run();
}

Expected<void> count_stored(Database& database, std::int64_t shard, std::int64_t added) {
  return database.run(fmt::format("UPDATE sweep_shard SET stored = stored + {} WHERE id = {}", added, shard));
}

Expected<SweepRow> find_row(Database& database, const std::string& id, const Shard& shard) {
  auto statement = database.prepare(
      "SELECT sweep_shard.id, sweep.id FROM sweep_shard JOIN sweep ON sweep.id = sweep_shard.sweep "
      "WHERE sweep_id = ? AND shard_index = ? AND shard_count = ?");
  if (!statement) return tl::unexpected(statement.error());
  statement->bind(0, std::string_view(id));
  statement->bind(1, std::int64_t{shard.index});
  statement->bind(2, std::int64_t{shard.count});
  const auto row = statement->step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return refuse(database, name_of(id, shard) + " is not in it");
  return SweepRow{statement->integer(1), statement->integer(0)};
}

Expected<SweepRow> find_first_row(Database& database, const std::string& id) {
  const auto sweep = find_sweep_number(database, id);
  if (!sweep) return tl::unexpected(sweep.error());
  const auto shard = database.integer(
      fmt::format("SELECT id FROM sweep_shard WHERE sweep = {} ORDER BY shard_index LIMIT 1", *sweep));
  if (!shard) return tl::unexpected(shard.error());
  return SweepRow{*sweep, *shard};
}

Expected<std::int64_t> find_sweep_number(Database& database, const std::string& id) {
  auto sweep = ask_about(database, "SELECT id FROM sweep WHERE sweep_id = ?", id, 0);
  if (sweep && *sweep == 0) return refuse(database, fmt::format("sweep {} is not in it", id));
  return sweep;
}

Expected<std::vector<SweepName>> list_sweeps(Database& database) {
  auto rows = database.prepare("SELECT id, sweep_id FROM sweep ORDER BY sweep_id");
  if (!rows) return tl::unexpected(rows.error());
  std::vector<SweepName> names;
  for (;;) {
    const auto row = rows->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return names;
    names.push_back({rows->integer(0), std::string(rows->text(1))});
  }
}

}  // namespace portalprobe
