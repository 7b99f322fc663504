#include "results/portal_loads.hpp"

#include <fmt/format.h>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

constexpr const char* kColumns =
    "requests, bytes_sent, bytes_received, held_for_gap_us, held_for_limits_us, held_for_backoff_us, "
    "backoffs";

Expected<void> write_load(Statement& insert, const std::string& portal, const PortalLoad& load) {
  std::string scratch;
  insert.bind(1, as_utf8(portal, scratch));
  insert.bind(2, static_cast<std::int64_t>(load.requests));
  insert.bind(3, static_cast<std::int64_t>(load.bytes_sent));
  insert.bind(4, static_cast<std::int64_t>(load.bytes_received));
  insert.bind(5, std::int64_t{load.held_for_gap.count()});
  insert.bind(6, std::int64_t{load.held_for_limits.count()});
  insert.bind(7, std::int64_t{load.held_for_backoff.count()});
  insert.bind(8, std::int64_t{load.backoffs});
  return insert.run();
}

PortalLoad read_load(const Statement& row) {
  PortalLoad load;
  load.requests = static_cast<std::uint64_t>(row.integer(1));
  load.bytes_sent = static_cast<std::uint64_t>(row.integer(2));
  load.bytes_received = static_cast<std::uint64_t>(row.integer(3));
  load.held_for_gap = microseconds(row.integer(4));
  load.held_for_limits = microseconds(row.integer(5));
  load.held_for_backoff = microseconds(row.integer(6));
  load.backoffs = static_cast<std::uint32_t>(row.integer(7));
  return load;
}

}  // namespace

Expected<void> write_loads(Database& database, std::int64_t shard,
                           const std::map<std::string, PortalLoad>& loads) {
  if (auto done = database.run(fmt::format("DELETE FROM portal_load WHERE shard = {}", shard)); !done)
    return done;
  auto insert = database.prepare(fmt::format(
      "INSERT INTO portal_load (shard, portal_id, {}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", kColumns));
  if (!insert) return tl::unexpected(insert.error());
  insert->bind(0, shard);
  for (const auto& [portal, load] : loads) {
    if (auto done = write_load(*insert, portal, load); !done) return done;
  }
  return {};
}

Expected<std::map<std::string, PortalLoad>> read_loads(Database& database, std::int64_t shard) {
  auto rows =
      database.prepare(fmt::format("SELECT portal_id, {} FROM portal_load WHERE shard = ?", kColumns));
  if (!rows) return tl::unexpected(rows.error());
  rows->bind(0, shard);
  std::map<std::string, PortalLoad> loads;
  for (;;) {
    const auto row = rows->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return loads;
    loads.emplace(rows->text(0), read_load(*rows));
  }
}

}  // namespace portalprobe
