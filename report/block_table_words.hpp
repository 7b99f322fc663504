#pragma once

#include <string>

#include "core/block_table.hpp"
#include "core/language.hpp"

namespace portalprobe {

/// What the first column of a table of blocks is called.
std::string grouping_text(Grouping grouping, Language language);

/// A block's label, or that the register does not say.
std::string block_label_text(const std::string& label, Language language);

/// What the line of all bodies together is called.
std::string all_blocks_text(Language language);

}  // namespace portalprobe
