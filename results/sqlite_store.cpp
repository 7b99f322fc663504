#include "results/sqlite_store.hpp"

#include <fmt/format.h>

#include "results/ndjson.hpp"
#include "results/sqlite_counts.hpp"
#include "results/sqlite_schema.hpp"

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
  inserter_.emplace(std::move(*inserter));
  reader_.emplace(std::move(*reader));
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
      if (!visit(**sample)) return visited;
    }
  }
  return visited;
}

Expected<void> SqliteStore::write(std::span<const Measurement> batch) {
  if (!inserter_) return fail(fmt::format("store '{}': it was opened for reading only", database_.path()));
  auto written = write_in_transaction(batch);
  // Numbers that were given out in a transaction that is no more mean nothing.
  if (!written) inserter_->forget();
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
    const auto is_new = write_sample(sample);
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

Expected<bool> SqliteStore::write_sample(const Sample& sample) {
  const auto place = inserter_->insert(current_->row.sweep, sample);
  if (!place) return tl::unexpected(in_store(place.error()));
  if (!place->added) {
    if (auto same = check_same(place->series, sample); !same) return tl::unexpected(same.error());
  }
  return place->added;
}

/// Two samples of one key are the same if they export the same.
Expected<void> SqliteStore::check_same(std::int64_t series, const Sample& sample) {
  const auto stored = reader_->find(current_->row.sweep, current_->id, sample.round, series);
  if (!stored) return tl::unexpected(in_store(stored.error()));
  std::string there;
  std::string here;
  append_ndjson(there, *stored);
  append_ndjson(here, sample);
  if (there == here) return {};
  return fail(fmt::format(
      "store '{}': sweep {} holds another sample of {}/{}, round {} ({} {}), that contradicts this one",
      database_.path(), current_->id, sample.portal_id, sample.target_id, sample.round,
      to_string(sample.connection), to_string(sample.engine)));
}

/// Names the store in an error that does not yet.
Error SqliteStore::in_store(const Error& error) const {
  if (error.message.starts_with("store '")) return error;
  return {fmt::format("store '{}': {}", database_.path(), error.message)};
}

}  // namespace portalprobe
