#include "results/sqlite_store.hpp"

#include <fmt/format.h>

#include "results/ndjson.hpp"
#include "results/resource_json.hpp"
#include "results/sqlite_counts.hpp"
#include "results/sqlite_measured.hpp"
#include "results/sqlite_schema.hpp"
#include "results/sqlite_summaries.hpp"

namespace portalprobe {

Expected<std::unique_ptr<Store>> SqliteStore::open(const std::string& path, StoreMode mode,
                                                   const StoreOptions& options) {
  auto database = open_database(path, mode, options);
  if (!database) return tl::unexpected(database.error());
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(*database)));
  if (mode == StoreMode::read_write) {
    if (auto done = store->prepare_writing(); !done) return tl::unexpected(done.error());
  }
  return store;
}

Expected<void> SqliteStore::prepare_writing() {
  auto inserter = SampleInserter::open(database_);
  if (!inserter) return tl::unexpected(inserter.error());
  auto reader = SampleReader::open(database_);
  if (!reader) return tl::unexpected(reader.error());
  auto resource_inserter = ResourceInserter::open(database_);
  if (!resource_inserter) return tl::unexpected(resource_inserter.error());
  auto resource_reader = ResourceReader::open(database_);
  if (!resource_reader) return tl::unexpected(resource_reader.error());
  inserter_.emplace(std::move(*inserter));
  reader_.emplace(std::move(*reader));
  resource_inserter_.emplace(std::move(*resource_inserter));
  resource_reader_.emplace(std::move(*resource_reader));
  return {};
}

Expected<void> SqliteStore::begin_sweep(const SweepRecord& record) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return tl::unexpected(transaction.error());
  const auto row = add_sweep(database_, record);
  if (!row) return tl::unexpected(row.error());
  if (auto done = transaction->commit(); !done) return done;
  current_ = Current{record.id, *row};
  return {};
}

Expected<SweepRecord> SqliteStore::resume_sweep(const std::string& id, const Shard& shard) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return tl::unexpected(transaction.error());
  const auto row = find_row(database_, id, shard);
  if (!row) return tl::unexpected(row.error());
  if (auto done = reopen_sweep(database_, *row); !done) return tl::unexpected(done.error());
  auto record = read_record(database_, id, shard);
  if (!record) return record;
  if (auto done = transaction->commit(); !done) return tl::unexpected(done.error());
  current_ = Current{id, *row};
  return record;
}

Expected<void> SqliteStore::finish_sweep(const SweepRecord& record) {
  // This one commit waits for the disk, and so for all that were written to the log before it.
  if (auto done = database_.run("PRAGMA synchronous = FULL"); !done) return done;
  auto finished = finish(record);
  (void)database_.run("PRAGMA synchronous = NORMAL");
  return finished;
}

Expected<void> SqliteStore::finish(const SweepRecord& record) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return tl::unexpected(transaction.error());
  const auto row = find_row(database_, record.id, record.shard);
  if (!row) return tl::unexpected(row.error());
  if (auto done = end_sweep(database_, *row, record); !done) return done;
  return transaction->commit();
}

Expected<void> SqliteStore::extend_imported(const SweepRecord& record) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return tl::unexpected(transaction.error());
  const auto row = find_row(database_, record.id, record.shard);
  if (!row) return tl::unexpected(row.error());
  if (auto done = extend_sweep(database_, *row, record); !done) return done;
  return transaction->commit();
}

Expected<StoredKeys> SqliteStore::stored_keys(const std::string& sweep_id) {
  const auto sweep = find_sweep_number(database_, sweep_id);
  if (!sweep) return tl::unexpected(sweep.error());
  return read_keys(database_, *sweep);
}

Expected<SampleCounts> SqliteStore::counts(const std::string& sweep_id) {
  if (sweep_id.empty()) return read_counts(database_, std::nullopt);
  const auto sweep = find_sweep_number(database_, sweep_id);
  if (!sweep) return tl::unexpected(sweep.error());
  return read_counts(database_, *sweep);
}

Expected<std::vector<SweepName>> SqliteStore::sweeps_of(const std::string& sweep_id) {
  if (sweep_id.empty()) return list_sweeps(database_);
  const auto sweep = find_sweep_number(database_, sweep_id);
  if (!sweep) return tl::unexpected(sweep.error());
  return std::vector<SweepName>{{*sweep, sweep_id}};
}

Expected<std::uint64_t> SqliteStore::for_each_sample(const std::string& sweep_id, const Visit& visit) {
  return for_each(sweep_id,
                  [&](const Sample& sample, std::int64_t) -> Expected<bool> { return visit(sample); });
}

Expected<std::uint64_t> SqliteStore::for_each_measured(const MeasuredQuery& query,
                                                       const VisitMeasured& visit) {
  const auto visited = read_measured(database_, query, visit);
  if (!visited) return tl::unexpected(in_store(visited.error()));
  return visited;
}

Expected<std::uint64_t> SqliteStore::for_each_page(const std::string& sweep_id, const VisitPages& visit) {
  auto resources = ResourceReader::open(database_);
  if (!resources) return tl::unexpected(resources.error());
  return for_each(sweep_id, [&](const Sample& sample, std::int64_t row) -> Expected<bool> {
    if (sample.engine == EngineKind::http) return visit(sample, StoredPage());  // never has any
    const auto page = resources->read(row);
    if (!page) return tl::unexpected(page.error());
    return visit(sample, *page);
  });
}

Expected<std::uint64_t> SqliteStore::for_each(
    const std::string& sweep_id,
    const std::function<Expected<bool>(const Sample&, std::int64_t row)>& visit) {
  const auto names = sweeps_of(sweep_id);
  if (!names) return tl::unexpected(names.error());
  auto reader = SampleReader::open(database_);
  if (!reader) return tl::unexpected(reader.error());
  std::uint64_t visited = 0;
  for (const auto& name : *names) {
    reader->start(name.sweep, name.id);
    for (;;) {
      const auto sample = reader->next();
      if (!sample) return tl::unexpected(in_store(sample.error()));
      if (*sample == nullptr) break;
      ++visited;
      const auto more = visit(**sample, reader->row());
      if (!more) return tl::unexpected(in_store(more.error()));
      if (!*more) return visited;
    }
  }
  return visited;
}

Expected<StoredPage> SqliteStore::page_of(const Sample& sample) {
  const auto sweep = find_sweep_number(database_, sample.sweep_id);
  if (!sweep) return tl::unexpected(sweep.error());
  auto series = SeriesIds::open(database_);
  if (!series) return tl::unexpected(series.error());
  const auto id = series->find(sample);
  if (!id) return tl::unexpected(id.error());
  const auto row = database_.integer(fmt::format(
      "SELECT id FROM sample WHERE sweep = {} AND round = {} AND series = {}", *sweep, sample.round, *id));
  if (!row) return tl::unexpected(row.error());
  if (*row == 0) return fail(fmt::format("store '{}': the sample is not in it", database_.path()));
  auto reader = ResourceReader::open(database_);
  if (!reader) return tl::unexpected(reader.error());
  auto page = reader->read(*row);
  if (!page) return tl::unexpected(in_store(page.error()));
  return page;
}

Expected<Summarised> SqliteStore::summarise_resources(WallTime before, const std::function<bool()>& go_on) {
  return portalprobe::summarise_resources(database_, before, go_on);
}

Expected<void> SqliteStore::write(std::span<const Measurement> batch) {
  if (!inserter_) return fail(fmt::format("store '{}': it was opened for reading only", database_.path()));
  auto written = write_in_transaction(batch);
  // Numbers that were given out in a transaction that is no more mean nothing.
  if (!written) {
    inserter_->forget();
    resource_inserter_->forget();
  }
  return written;
}

Expected<void> SqliteStore::write_in_transaction(std::span<const Measurement> batch) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return tl::unexpected(transaction.error());
  std::int64_t added = 0;
  for (const auto& measurement : batch) {
    const auto& sample = measurement.sample;
    if (!current_ || current_->id != sample.sweep_id) {
      if (auto done = enter_sweep_of(sample, std::exchange(added, 0)); !done) return done;
    }
    const auto is_new = write_one(measurement);
    if (!is_new) return tl::unexpected(is_new.error());
    added += *is_new && is_planned(sample.kind) ? 1 : 0;
  }
  if (auto done = leave_sweep(added); !done) return done;
  return transaction->commit();
}

Expected<void> SqliteStore::leave_sweep(std::int64_t added) {
  if (!current_ || added == 0) return {};
  return count_stored(database_, current_->row.shard, added);
}

/// Samples of a sweep that was not begun here: an archive's. They count for the sweep's first shard.
Expected<void> SqliteStore::enter_sweep_of(const Sample& sample, std::int64_t added_before) {
  if (auto done = leave_sweep(added_before); !done) return done;
  const auto row = find_first_row(database_, sample.sweep_id);
  if (!row) return tl::unexpected(row.error());
  current_ = Current{sample.sweep_id, *row};
  return {};
}

Expected<bool> SqliteStore::write_one(const Measurement& measurement) {
  const Sample& sample = measurement.sample;
  const auto place = inserter_->insert(current_->row.sweep, sample);
  if (!place) return tl::unexpected(in_store(place.error()));
  Expected<void> done;
  if (!place->added) {
    done = check_same(place->series, measurement);
  } else if (measurement.page) {
    done = resource_inserter_->insert(place->row, sample, *measurement.page);
  }
  if (!done) return tl::unexpected(in_store(done.error()));
  return place->added;
}

Expected<void> SqliteStore::check_same(std::int64_t series, const Measurement& measurement) {
  const auto held = compare(series, measurement);
  if (!held) return tl::unexpected(held.error());
  if (*held == Held::another) return tl::unexpected(contradiction(measurement.sample));
  if (*held == Held::without_resources)
    return resource_inserter_->insert(reader_->row(), measurement.sample, *measurement.page);
  return {};
}

Expected<Held> SqliteStore::held(const Measurement& measurement) {
  if (!inserter_) return fail(fmt::format("store '{}': it was opened for reading only", database_.path()));
  const Sample& sample = measurement.sample;
  if (!current_ || current_->id != sample.sweep_id) {
    const auto row = find_first_row(database_, sample.sweep_id);
    if (!row) return tl::unexpected(row.error());
    current_ = Current{sample.sweep_id, *row};
  }
  const auto series = inserter_->known_series(sample);
  if (!series) return tl::unexpected(in_store(series.error()));
  if (*series == 0) return Held::no;
  auto held = compare(*series, measurement);
  if (!held) return tl::unexpected(in_store(held.error()));
  return held;
}

/// Two samples of one key are the same if they export the same.
Expected<Held> SqliteStore::compare(std::int64_t series, const Measurement& measurement) {
  const Sample& sample = measurement.sample;
  const auto stored = reader_->find(current_->row.sweep, current_->id, sample.round, series);
  if (!stored) return tl::unexpected(in_store(stored.error()));
  if (!*stored) return Held::no;
  std::string there;
  std::string here;
  append_ndjson(there, **stored);
  append_ndjson(here, sample);
  if (there != here) return Held::another;
  return compare_resources(measurement);
}

/// An archive may have been stored without its resources first. What was summarised stays so.
Expected<Held> SqliteStore::compare_resources(const Measurement& measurement) {
  if (!measurement.page || measurement.page->resources.empty()) return Held::same;
  const auto stored = resource_reader_->read(reader_->row());
  if (!stored) return tl::unexpected(stored.error());
  if (!stored->summary.empty()) return Held::same;
  if (stored->visit.resources.empty()) return Held::without_resources;
  std::string there;
  std::string here;
  append_resources(there, stored->visit);
  append_resources(here, *measurement.page);
  return there == here ? Held::same : Held::another;
}

Error SqliteStore::contradiction(const Sample& sample) const {
  return {fmt::format(
      "store '{}': sweep {} holds another sample of {}/{}, round {} ({} {}), that contradicts this one",
      database_.path(), current_->id, sample.portal_id, sample.target_id, sample.round,
      to_string(sample.connection), to_string(sample.engine))};
}

/// Names the store in an error that does not yet.
Error SqliteStore::in_store(const Error& error) const {
  if (error.message.starts_with("store '")) return error;
  return {fmt::format("store '{}': {}", database_.path(), error.message)};
}

}  // namespace portalprobe
