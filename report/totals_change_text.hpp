#pragma once

#include <cstddef>
#include <string>

#include "core/language.hpp"
#include "core/totals_change.hpp"

namespace portalprobe {

/// Two evaluations side by side for a terminal of `width` cells (0: as wide as it gets): each body's totals,
/// levels and ranks, earlier → later, and what changed where that can be said. Differences between the
/// criteria come first, in sentences.
std::string totals_change_text(const TotalsChange& change, Language language, std::size_t width = 0);

}  // namespace portalprobe
