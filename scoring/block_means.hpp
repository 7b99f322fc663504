#pragma once

#include <span>

#include "core/block_table.hpp"
#include "core/portal.hpp"
#include "core/standing.hpp"

namespace portalprobe {

/// Counts, means, medians and levels of a whole evaluation's bodies, block by block and of all together. The
/// mean of all is that of the bodies, which is the blocks' means weighted by how many totals each has. Bodies
/// that are not among `portals` are in the block without a label.
BlockTable block_means(const Standings& standings, std::span<const Portal> portals, Grouping by);

}  // namespace portalprobe
