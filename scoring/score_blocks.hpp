#pragma once

#include "core/score_blocks.hpp"

namespace portalprobe {

/// Portals, ranks, mean points, verdicts and failures by side, block by block and of all together. By tag a
/// block's portals are those with a target of that tag, and its samples those of these targets alone; the
/// block without a label holds the portals that have no tag at all. Pure; any thread.
ScoreBlocks score_blocks(const ScoreCard& card, Grouping by);

}  // namespace portalprobe
