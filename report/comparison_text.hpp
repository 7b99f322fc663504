#pragma once

#include <cstddef>
#include <string>

#include "core/comparison.hpp"
#include "core/language.hpp"

namespace portalprobe {

/// A comparison for a terminal of `width` cells (0: as wide as it gets): what is compared and what to know of
/// it; portals by metric; the lines that differ, with the test's figures; the counts of each metric, what was
/// left out and why; and what the words mean. Lines that do not differ are in the file that `-o` writes.
std::string comparison_text(const Comparison& comparison, Language language, std::size_t width = 0);

}  // namespace portalprobe
