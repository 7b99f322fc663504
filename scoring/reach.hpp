#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/criterion.hpp"
#include "core/portal.hpp"
#include "core/round.hpp"

namespace portalprobe {

/// Which verdicts so much evidence could lead to, if all of it spoke for it.
struct Reach {
  bool pass = false;
  bool fail = false;
  bool operator==(const Reach&) const = default;
};

/// A technical result of one sweep that measures each target so often.
Reach reach_of_sweep(const Threshold& threshold, std::size_t samples);
/// An evaluation of so many nights, in each of which each target is measured so often.
Reach reach_of_nights(const Threshold& threshold, std::size_t nights, std::size_t samples_a_night);

/// In how many nights a stratum is measured, how often in each, and what it weighs.
struct PlannedStratum {
  double weight = 1;
  std::vector<std::int64_t> nights;  ///< their days
  std::size_t samples_a_night = 0;
};
/// The same of several strata.
Reach reach_of_strata(const Threshold& threshold, std::span<const PlannedStratum> strata);

/// The fewest rounds of one sweep that could lead to a pass; absent: more than 10,000.
std::optional<std::size_t> rounds_for_pass(const Threshold& threshold);
/// The fewest nights of an evaluation that could, with so many samples each; absent: more than 366.
std::optional<std::size_t> nights_for_pass(const Threshold& threshold, std::size_t samples_a_night);

/// What a plan measures for a threshold.
struct PlannedThreshold {
  std::size_t threshold = 0;                 ///< index into the criterion's
  std::optional<std::size_t> reading;        ///< the strongest that is measured; absent: none is
  std::size_t targets = 0;                   ///< that are measured for it
  std::size_t stand_ins = 0;                 ///< of these, default actions, which can never pass
  std::vector<std::string> portals_without;  ///< ids of those with no target that it applies to
  bool operator==(const PlannedThreshold&) const = default;
};

/// For each threshold, what a round of the plan measures. Pure.
std::vector<PlannedThreshold> planned_for(const Criterion& criterion, std::span<const Portal> portals,
                                          const RoundSettings& settings);

}  // namespace portalprobe
