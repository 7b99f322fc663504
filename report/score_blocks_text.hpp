#pragma once

#include <cstddef>
#include <string>

#include "core/language.hpp"
#include "core/score_blocks.hpp"

namespace portalprobe {

/// Scores by blocks for a terminal of `width` cells (0: as wide as it gets): a table of portals, ranked ones,
/// mean points and portals by verdict on each threshold (pass/fail/inconclusive/insufficient), and one of
/// samples and failures by the side that they arose on; last of each all together.
std::string score_blocks_text(const ScoreBlocks& table, Language language, std::size_t width = 0);

}  // namespace portalprobe
