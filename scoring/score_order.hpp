#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/criterion.hpp"
#include "core/evaluation.hpp"
#include "core/portal.hpp"

namespace portalprobe {

/// What judging needs to know of a sweep (of all its shards together).
struct ScoredSweep {
  std::string id;
  std::string vantage_id;
  std::string vantage_network;  ///< autonomous system; empty: not known
  std::string stratum;
  WallTime scheduled_at;
  microseconds utc_offset{0};  ///< of the evaluation's time zone, then
  std::uint32_t rounds = 0;
  microseconds round_length{
      0};  ///< how long one of them takes: what was measured so close together may compare
  /// The whole plan is known: each of its targets was to be measured in every round. Otherwise (imported, or
  /// measured with `--only`) what is there is all that is known to be planned.
  bool whole = true;
  std::string browser;  ///< its version; empty: none
  bool operator==(const ScoredSweep&) const = default;
};

/// What is judged, and by what.
struct ScoreOrder {
  Criterion criterion;
  std::optional<Evaluation> evaluation;  ///< absent: a technical result of one sweep
  std::vector<ScoredSweep> sweeps;       ///< oldest first; all by one method
  std::vector<Portal> portals;
  /// Nobody knows the portals of an imported sweep: they are taken from its samples.
  bool portals_from_samples = false;
  bool every_reading = false;  ///< verdicts under each reading, not only the strongest
  std::string method;
};

}  // namespace portalprobe
