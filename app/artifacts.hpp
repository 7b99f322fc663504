#pragma once

#include <optional>
#include <string>

#include "app/measuring.hpp"
#include "app/signals.hpp"
#include "config/config.hpp"
#include "core/expected.hpp"
#include "core/sweep_record.hpp"
#include "results/artifact_sink.hpp"
#include "results/store.hpp"

namespace portalprobe {

/// Pictures and HARs of one sweep's visits: kept while it runs, settled once it has ended.
class SweepArtifacts {
 public:
  /// No files are kept where the configuration wants none, or the store is no file. `store` outlives this.
  SweepArtifacts(const Config& config, const std::string& store_url, Store& store, SweepRecord record);

  /// Where measurements go; the writer's thread.
  MeasurementSink& sink();
  /// Once all is written. What could not be kept is told, not failed.
  void settle();
  /// For people, one line; empty: there is nothing to say.
  std::string line() const;
  /// As a JSON object, or null where no files are kept.
  std::string json() const;
  /// Once everything is said: what runs that were cut off have left, and what is too old or too much.
  void tidy_up(Signals& signals);

 private:
  void settle_others(Signals& signals);

  const Config& config_;
  Store& store_;
  const SweepRecord record_;
  std::string folder_;                ///< empty: the store is no file
  std::optional<ArtifactSink> sink_;  ///< none: nothing of this sweep is kept
  std::uint64_t kept_ = 0;
  std::uint64_t bytes_ = 0;
  std::string why_not_settled_;
};

/// Puts what `probe` collected into a folder, as a sweep of its own would have it. The error is the first.
Expected<void> write_artifacts(const Collected& collected, const std::string& folder);

}  // namespace portalprobe
