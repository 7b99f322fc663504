#pragma once

#include <string>

#include "core/score_blocks.hpp"

namespace portalprobe {

/// Blocks as one JSON object: `by`, `overlapping`, `blocks` and `all`, each with `label`, `portals`,
/// `ranked`, `scored`, `mean`, `verdicts`, `thresholds` (id: verdicts), `samples`.
std::string score_blocks_json(const ScoreBlocks& table);

}  // namespace portalprobe
