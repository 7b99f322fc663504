#pragma once

#include <cstddef>
#include <string>

#include "core/language.hpp"
#include "core/standing.hpp"

namespace portalprobe {

/// A whole evaluation as a table for a terminal of `width` cells (0: as wide as it gets): rank, body, each
/// group's points, total, level; under it the reasons of bodies without a rank, and what the figures mean.
/// Doubt is shown as ranges of totals and ranks and as several levels.
std::string ranking_text(const Standings& standings, Language language, std::size_t width = 0);

}  // namespace portalprobe
