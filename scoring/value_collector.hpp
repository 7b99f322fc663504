#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/evaluation.hpp"
#include "core/measured.hpp"
#include "core/score_card.hpp"

namespace portalprobe {

/// What is compared with its like: one metric of what was measured in one way, whatever the vantage.
struct ComparedKey {
  Metric metric = Metric::ttfb;
  MeasuredSeries series;  ///< its vantage is empty
  /// By portal, target, metric, then the way.
  bool operator<(const ComparedKey& other) const;
};

struct CollectedValues {
  std::vector<double> values;  ///< +infinity: slower than any limit
  std::uint64_t samples = 0;   ///< that count
  std::uint64_t failed = 0;    ///< of these, on the portal's side
  LeftOutCounts left_out;
};
using CollectedLines = std::map<ComparedKey, CollectedValues>;

/// Which samples are compared at all.
struct CollectRules {
  std::set<std::string> vantages;     ///< samples of others are passed over; empty: none are
  std::vector<Exclusion> exclusions;  ///< an evaluation's
};

/// Why a sample has no say when sweeps are compared, whatever the metric: as when it is scored. Absent: it
/// has one. Failures on the portal's side have one: they are slower than any limit.
std::optional<LeftOut> why_left_out(const Measured& sample, const std::vector<Exclusion>& exclusions = {});

/// Gathers the values of one reading of stored samples: those of pages and actions in the ways that give each
/// metric. A line is there as soon as one sample of it is, even if none counts. Memory: a number for each
/// value.
class ValueCollector {
 public:
  explicit ValueCollector(CollectRules rules = {}) : rules_(std::move(rules)) {}

  void add(const Measured& sample);
  /// What was gathered; nothing is left, and the next reading may number its series anew.
  CollectedLines take();

 private:
  struct Place {
    Metric metric;
    CollectedValues* line;
  };
  const std::vector<Place>& places_of(const Measured& sample);

  CollectRules rules_;
  CollectedLines lines_;
  std::vector<std::optional<std::vector<Place>>> places_;  ///< by the reading's series
};

/// Adds one night to lines of which each value is a night: its 75th percentile (nearest rank) where any of
/// its samples count.
void add_night(CollectedLines& nights, const CollectedLines& night);

}  // namespace portalprobe
