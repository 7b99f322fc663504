#include "scoring/night_groups.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace portalprobe {
namespace {

using Days = std::chrono::days;

}  // namespace

std::int64_t local_day(const ScoredSweep& sweep, WallTime at) {
  return std::chrono::floor<Days>(at.time_since_epoch() + sweep.utc_offset).count();
}

std::int64_t night_of(const ScoredSweep& sweep, WallTime at) {
  if (at < sweep.scheduled_at) return local_day(sweep, at);
  const auto later = std::chrono::floor<Days>(at - sweep.scheduled_at);
  return local_day(sweep, sweep.scheduled_at) + later.count();
}

NightGroups::NightGroups(const Criterion& criterion, const std::vector<ScoredSweep>& sweeps)
    : criterion_(criterion), sweeps_(sweeps) {
  for (const auto& sweep : sweeps) {
    const std::string version = criterion.pool_segments ? "" : sweep.browser;
    const auto known = std::ranges::find(segments_, version);
    segment_of_.push_back(static_cast<std::size_t>(known - segments_.begin()));
    if (known == segments_.end()) segments_.push_back(version);
  }
  for (const auto& stratum : criterion.strata) weights_.push_back(stratum.weight);
  if (weights_.empty()) weights_.push_back(1);
}

std::optional<std::size_t> NightGroups::stratum_of(std::string_view name) const {
  if (criterion_.strata.empty()) return 0;
  for (std::size_t i = 0; i < criterion_.strata.size(); ++i) {
    const auto& stratum = criterion_.strata[i];
    if (stratum.name == name) return stratum.weight > 0 ? std::optional(i) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<NightGroups::Number> NightGroups::of(const Measured& sample, bool by_browser) {
  const auto stratum = stratum_of(sample.stratum);
  if (!stratum) return std::nullopt;
  const NightGroup group{by_browser ? segment_of_[sample.sweep] : 0,
                         night_of(sweeps_[sample.sweep], sample.at), *stratum};
  const auto known = numbers_.find(group);
  if (known != numbers_.end()) return known->second;
  if (groups_.size() > std::numeric_limits<Number>::max()) {
    too_many_ = true;
    return std::nullopt;
  }
  const auto number = static_cast<Number>(groups_.size());
  groups_.push_back(group);
  numbers_.emplace(group, number);
  return number;
}

}  // namespace portalprobe
