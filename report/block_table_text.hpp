#pragma once

#include <cstddef>
#include <string>

#include "core/block_table.hpp"
#include "core/language.hpp"

namespace portalprobe {

/// Blocks as a table for a terminal of `width` cells (0: as wide as it gets): how many bodies, how many of
/// them have a total and a rank, mean and median of the totals, the lowest and the highest, bodies at each
/// level; last of all together.
std::string block_table_text(const BlockTable& table, Language language, std::size_t width = 0);

}  // namespace portalprobe
