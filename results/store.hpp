#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/expected.hpp"
#include "core/measured.hpp"
#include "core/sample.hpp"
#include "core/sink.hpp"
#include "core/sweep_record.hpp"
#include "results/stored_keys.hpp"
#include "results/stored_page.hpp"

namespace portalprobe {

/// What a sweep, or a whole store, holds of what was planned: controls and references are left out.
struct SampleCounts {
  std::uint64_t stored = 0;
  std::uint64_t unfit = 0;
  std::map<Outcome, std::uint64_t> by_outcome;  ///< outcomes that occurred
  bool operator==(const SampleCounts&) const = default;
};

/// What became of old resources.
struct Summarised {
  std::uint64_t samples = 0;
  std::uint64_t resources = 0;
  bool all = true;  ///< false: it was told to stop before the end
  bool operator==(const Summarised&) const = default;
};

/// What a store holds under a sample's key. `without_resources`: the sample is the same, and takes the
/// resources that come now.
enum class Held { no, same, without_resources, another };

/// Where samples and sweeps are kept. One object is used by one thread at a time; several processes may hold
/// the same store open, and a reader of its own may look while a sweep is written. Every `Error` names the
/// store and the reason.
class Store : public MeasurementSink {
 public:
  /// Return false to stop. Must not call back into the store.
  using Visit = std::function<bool(const Sample&)>;
  /// The same with the resources of each; none where it is no page load.
  using VisitPages = std::function<bool(const Sample&, const StoredPage&)>;

  /// Records a sweep, or one shard of it, before its first sample. Refuses an id and shard that exist, and an
  /// id that exists with another number of shards. `record.stored` is not taken: the store counts.
  virtual Expected<void> begin_sweep(const SweepRecord& record) = 0;
  /// Opens a recorded sweep for more samples (not ended, not complete any more) and returns its record. The
  /// load and the clock's readings in it are the earlier runs': add to them.
  virtual Expected<SweepRecord> resume_sweep(const std::string& id, const Shard& shard) = 0;
  /// Takes `ended_at`, `complete`, `planned`, `versions`, `host`, `clock`, `instrument`,
  /// `processor_benchmark` and `load` of a recorded sweep. Once it returns, the sweep survives a power
  /// failure.
  virtual Expected<void> finish_sweep(const SweepRecord& record) = 0;

  /// Takes `stratum`, `vantage_id`, `vantage_network`, `evaluation_sha256`, `versions`, `scheduled_at`,
  /// `started_at`, `ended_at`, `planned`, `rounds`, `window` and `complete` of a recorded sweep that is made
  /// of imported samples, after more of them came.
  virtual Expected<void> extend_imported(const SweepRecord& record) = 0;

  /// Every sweep and shard, oldest first, without `config_json` and `load` (see `sweep`). `stored` is always
  /// true to the samples, also after a kill.
  virtual Expected<std::vector<SweepRecord>> sweeps() = 0;
  /// One record in full.
  virtual Expected<SweepRecord> sweep(const std::string& id, const Shard& shard) = 0;
  /// The keys of all samples of a sweep (all its shards).
  virtual Expected<StoredKeys> stored_keys(const std::string& sweep_id) = 0;
  /// Of one sweep; of the whole store with an empty id.
  virtual Expected<SampleCounts> counts(const std::string& sweep_id) = 0;
  /// Visits the samples of one sweep, or of all with an empty id, in constant memory: sweep by sweep in order
  /// of their ids, round by round. Samples stored meanwhile may be seen or not. Returns how many were
  /// visited.
  virtual Expected<std::uint64_t> for_each_sample(const std::string& sweep_id, const Visit& visit) = 0;

  virtual Expected<std::uint64_t> for_each_page(const std::string& sweep_id, const VisitPages& visit) = 0;
  using VisitMeasured = std::function<bool(const Measured&)>;
  /// Visits what judging needs of the samples of those sweeps, in no order that anybody may rely on: quickly,
  /// and in little memory, for tens of millions. Returns how many were visited.
  virtual Expected<std::uint64_t> for_each_measured(const MeasuredQuery& query,
                                                    const VisitMeasured& visit) = 0;
  /// What `write` would find there; an error where the sweep is not recorded. Of a store that may be written.
  virtual Expected<Held> held(const Measurement& measurement) = 0;
  /// The resources of one stored sample; an error where it is not in the store.
  virtual Expected<StoredPage> page_of(const Sample& sample) = 0;
  /// Replaces the resources of samples that were scheduled before `before` by their summaries, in many short
  /// transactions: other writers get their turn. Before each of them `go_on` is asked. Samples stay as they
  /// are; the room is used again, the file does not shrink.
  virtual Expected<Summarised> summarise_resources(WallTime before, const std::function<bool()>& go_on) = 0;

  /// Stores a batch in one transaction, resources and all. A sample that is there already with the same
  /// content is left alone (one without resources takes what comes now); one that contradicts what is stored,
  /// or belongs to no recorded sweep, refuses the batch.
  Expected<void> write(std::span<const Measurement> batch) override = 0;
};

enum class StoreMode { read_write, read_only };

struct StoreOptions {
  /// How long to wait for another process's write.
  std::chrono::milliseconds busy_timeout = std::chrono::seconds(30);
};

/// `sqlite:PATH`; read_write creates it where there is none, read_only never changes anything.
/// `sqlite::memory:` is a store of this process alone.
Expected<std::unique_ptr<Store>> open_store(const std::string& url, StoreMode mode,
                                            const StoreOptions& options = {});

/// The file behind a `sqlite:` URL; empty for `sqlite::memory:`.
Expected<std::string> store_path(const std::string& url);

}  // namespace portalprobe
