#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "scoring/score_order.hpp"

namespace portalprobe {

/// Whether a target's failures from these vantages, in the same round of the same night, are its portal's
/// although each of them may be the network's: more than half of all vantages saw one, at least two, on at
/// least two networks. `seen` holds indices into `vantages`. Pure.
bool is_corroborated(const std::set<std::size_t>& seen, const std::vector<std::string>& vantages,
                     const std::vector<ScoredSweep>& sweeps);

}  // namespace portalprobe
