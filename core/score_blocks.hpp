#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/block_table.hpp"
#include "core/criterion.hpp"
#include "core/points.hpp"
#include "core/score_card.hpp"
#include "core/verdict.hpp"

namespace portalprobe {

inline constexpr std::size_t kVerdicts = 4;

/// How many portals got which verdict.
struct VerdictCounts {
  std::array<std::size_t, kVerdicts> counts{};
  std::size_t& of(Verdict verdict) { return counts[static_cast<std::size_t>(verdict)]; }
  std::size_t of(Verdict verdict) const { return counts[static_cast<std::size_t>(verdict)]; }
  bool operator==(const VerdictCounts&) const = default;
};

/// What the portals of one block came to. The mean is of points as they are shown, so that anybody can check
/// it with the published table.
struct ScoreBlock {
  std::string label;  ///< empty: the register does not say
  std::size_t portals = 0;
  std::size_t ranked = 0;
  PointsMean mean;                        ///< its count says of how many portals
  VerdictCounts verdicts;                 ///< of the portals as a whole
  std::vector<VerdictCounts> thresholds;  ///< in the criterion's order
  /// Samples of these portals; by tag: of the targets that have it.
  SideCounts samples;
  bool operator==(const ScoreBlock&) const = default;
};

/// A score card by blocks.
struct ScoreBlocks {
  Grouping by = Grouping::block;
  Criterion criterion;
  std::vector<ScoreBlock> blocks;  ///< by label; portals without one come last
  ScoreBlock all;
  bool overlapping = false;  ///< some portal is in several blocks: they do not add up to `all`
  bool operator==(const ScoreBlocks&) const = default;
};

}  // namespace portalprobe
