#pragma once

#include <memory>
#include <optional>
#include <string>

#include "results/sqlite_resources.hpp"
#include "results/sqlite_samples.hpp"
#include "results/sqlite_sweeps.hpp"
#include "results/store.hpp"

namespace portalprobe {

/// A store in a SQLite file; see schema/ for its tables.
class SqliteStore : public Store {
 public:
  static Expected<std::unique_ptr<Store>> open(const std::string& path, StoreMode mode,
                                               const StoreOptions& options);

  Expected<void> begin_sweep(const SweepRecord& record) override;
  Expected<SweepRecord> resume_sweep(const std::string& id, const Shard& shard) override;
  Expected<void> finish_sweep(const SweepRecord& record) override;
  Expected<std::vector<SweepRecord>> sweeps() override { return read_records(database_); }
  Expected<SweepRecord> sweep(const std::string& id, const Shard& shard) override {
    return read_record(database_, id, shard);
  }
  Expected<StoredKeys> stored_keys(const std::string& sweep_id) override;
  Expected<SampleCounts> counts(const std::string& sweep_id) override;
  Expected<std::uint64_t> for_each_sample(const std::string& sweep_id, const Visit& visit) override;
  Expected<std::uint64_t> for_each_page(const std::string& sweep_id, const VisitPages& visit) override;
  Expected<std::uint64_t> for_each_measured(const MeasuredQuery& query, const VisitMeasured& visit) override;
  Expected<void> extend_imported(const SweepRecord& record) override;
  Expected<Held> held(const Measurement& measurement) override;
  Expected<StoredPage> page_of(const Sample& sample) override;
  Expected<Summarised> summarise_resources(WallTime before, const std::function<bool()>& go_on) override;
  Expected<void> write(std::span<const Measurement> batch) override;

 private:
  /// What `write` needs of the sweep that the samples at hand belong to.
  struct Current {
    std::string id;
    SweepRow row;
  };

  explicit SqliteStore(Database database) : database_(std::move(database)) {}
  Expected<void> prepare_writing();
  Expected<void> finish(const SweepRecord& record);
  Expected<std::vector<SweepName>> sweeps_of(const std::string& sweep_id);
  Expected<void> write_in_transaction(std::span<const Measurement> batch);
  Expected<void> enter_sweep_of(const Sample& sample, std::int64_t added_before);
  Expected<void> leave_sweep(std::int64_t added);
  Expected<bool> write_one(const Measurement& measurement);
  Expected<void> check_same(std::int64_t series, const Measurement& measurement);
  Expected<Held> compare(std::int64_t series, const Measurement& measurement);
  Expected<Held> compare_resources(const Measurement& measurement);
  Error contradiction(const Sample& sample) const;
  Expected<std::uint64_t> for_each(
      const std::string& sweep_id,
      const std::function<Expected<bool>(const Sample&, std::int64_t row)>& visit);
  Error in_store(const Error& error) const;

  Database database_;
  std::optional<SampleInserter> inserter_;
  std::optional<SampleReader> reader_;  ///< of samples that are there already
  std::optional<ResourceInserter> resource_inserter_;
  std::optional<ResourceReader> resource_reader_;  ///< of those of samples that are there already
  std::optional<Current> current_;
};

}  // namespace portalprobe
