#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/sample.hpp"
#include "core/sweep_record.hpp"

namespace portalprobe {

/// What the plan of a sweep that was measured into the store can have brought forth, as its record tells: no
/// other sample can be one of the sweep's, wherever it comes from. What shards that are not recorded in the
/// store have measured is known by rounds and times alone, not by number.
class MeasuredPlan {
 public:
  explicit MeasuredPlan(const SweepRecord& shard) : shard_(shard) { add_shard(shard); }

  /// Takes another recorded shard of the same sweep.
  void add_shard(const SweepRecord& shard);

  /// Why a sample that the store lacks cannot be one of the sweep's, and what would be right; absent: it can.
  std::optional<std::string> why_not(const Sample& sample) const;
  /// Counts a sample that the store will get.
  void take(const Sample& sample);

 private:
  std::optional<std::string> wrong_time(WallTime scheduled_at) const;

  SweepRecord shard_;  ///< all shards have its rounds, window and start
  std::uint64_t recorded_ = 0;
  std::uint64_t planned_ = 0;  ///< by the recorded shards together, as stored_
  std::uint64_t stored_ = 0;   ///< what was planned, so neither controls nor references
  std::uint64_t taken_ = 0;    ///< likewise
};

}  // namespace portalprobe
