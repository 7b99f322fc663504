#pragma once

#include <cstddef>
#include <string>

#include "core/block_table.hpp"
#include "core/language.hpp"

namespace portalprobe {

/// Blocks as a table for a terminal of `width` cells (0: as wide as it gets): how many bodies, how many of them
/// ranked, mean and median of their totals, the lowest and the highest, bodies at each level; last of all together.
std::string block_table_text(const BlockTable& table, Language language, std::size_t width = 0);

/// The same, and the mean of each criteria group, for spreadsheets (see TableFile).
std::string block_table_csv(const BlockTable& table, Language language);

}  // namespace portalprobe
