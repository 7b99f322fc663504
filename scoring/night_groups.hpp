#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/measured.hpp"
#include "scoring/score_order.hpp"

namespace portalprobe {

/// What samples are put together: those of one stratum of one night, taken with one version of the browser.
struct NightGroup {
  std::size_t segment = 0;  ///< index into the browser's versions; 0 where they make no difference
  std::int64_t night = 0;   ///< days since 1970-01-01, of the local date on which it began
  std::size_t stratum = 0;  ///< index into the criterion's strata; 0 where it has none
  auto operator<=>(const NightGroup&) const = default;
};

/// The night of a sample: the local date on which its sweep began. A sweep that lasts longer than a day has a
/// night for each 24 hours of it. What was started before the sweep's nominal start belongs to its own date.
std::int64_t night_of(const ScoredSweep& sweep, WallTime at);

/// The local date of a moment, in days since 1970-01-01.
std::int64_t local_day(const ScoredSweep& sweep, WallTime at);

/// Gives samples the number of their group.
class NightGroups {
 public:
  using Number = std::uint16_t;  ///< kept for each of tens of millions of values

  /// Both must outlive it.
  NightGroups(const Criterion& criterion, const std::vector<ScoredSweep>& sweeps);

  /// Absent: the criterion gives the sample's stratum no weight, or there are more groups than numbers (see
  /// `too_many`).
  std::optional<Number> of(const Measured& sample, bool by_browser);
  bool too_many() const { return too_many_; }

  const std::vector<NightGroup>& all() const { return groups_; }
  /// Versions of the browser, in the order of time. One empty text where they make no difference.
  const std::vector<std::string>& segments() const { return segments_; }
  /// Of the strata; one of 1 where the criterion has none.
  const std::vector<double>& weights() const { return weights_; }
  std::size_t segment_of(std::size_t sweep) const { return segment_of_[sweep]; }

 private:
  std::optional<std::size_t> stratum_of(std::string_view name) const;

  const Criterion& criterion_;
  const std::vector<ScoredSweep>& sweeps_;
  std::vector<std::string> segments_;
  std::vector<std::size_t> segment_of_;  ///< by sweep
  std::vector<double> weights_;
  std::vector<NightGroup> groups_;
  std::map<NightGroup, Number> numbers_;
  bool too_many_ = false;
};

}  // namespace portalprobe
