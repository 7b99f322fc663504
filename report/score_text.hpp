#pragma once

#include <cstddef>
#include <string>

#include "core/language.hpp"
#include "core/score_card.hpp"

namespace portalprobe {

/// A score card for a terminal of `width` cells (0: as wide as it gets): by what and of what it was judged,
/// the portals with points and verdicts, each verdict with its figures, what was left out, exclusions with
/// both results, what the criterion assumes. Levels A to E are never shown: they need all groups of criteria.
std::string score_text(const ScoreCard& card, Language language, std::size_t width = 0);

/// Verdicts under each reading side by side: for each threshold a table with a line for each target and a
/// column for each reading, and how often each verdict was given. Of a card without readings: a sentence that
/// says so.
std::string sensitivity_text(const ScoreCard& card, Language language, std::size_t width = 0);

}  // namespace portalprobe
