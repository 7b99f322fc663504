#include "results/sqlite_counts.hpp"

#include <fmt/format.h>

#include "results/sqlite_series.hpp"

namespace portalprobe {

Expected<SampleCounts> read_counts(Database& database, std::optional<std::int64_t> sweep) {
  const std::string where = sweep ? fmt::format("sweep = {} AND ", *sweep) : "";
  auto rows = database.prepare(
      "SELECT (SELECT text FROM word WHERE id = outcome), fit, n FROM "
      "(SELECT outcome, fit, count(*) AS n FROM sample WHERE " +
      where +
      "series NOT IN (SELECT id FROM series WHERE kind IN ('control', 'reference')) GROUP BY outcome, fit)");
  if (!rows) return tl::unexpected(rows.error());
  SampleCounts counts;
  for (;;) {
    const auto row = rows->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return counts;
    const auto outcome = outcome_from(rows->text(0));
    const auto number = static_cast<std::uint64_t>(rows->integer(2));
    if (!outcome)
      return fail(fmt::format("store '{}': it is damaged (outcome '{}')", database.path(), rows->text(0)));
    counts.stored += number;
    counts.by_outcome[*outcome] += number;
    if (rows->integer(1) == 0) counts.unfit += number;
  }
}

Expected<StoredKeys> read_keys(Database& database, std::int64_t sweep) {
  auto rows = database.prepare("SELECT round, series FROM sample WHERE sweep = ? ORDER BY round, series");
  if (!rows) return tl::unexpected(rows.error());
  auto series = SeriesTexts::open(database);
  if (!series) return tl::unexpected(series.error());
  rows->bind(0, sweep);
  StoredKeys keys;
  Sample sample;
  for (;;) {
    const auto row = rows->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return keys;
    if (auto done = series->fill(rows->integer(1), sample); !done) return tl::unexpected(done.error());
    keys.insert({sample.portal_id, sample.target_id, sample.kind, sample.engine, sample.profile,
                 sample.connection, sample.ip_family, static_cast<std::uint32_t>(rows->integer(0))});
  }
}

}  // namespace portalprobe
