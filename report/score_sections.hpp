#pragma once

#include <cstddef>
#include <string>

#include "core/language.hpp"
#include "core/score_card.hpp"

namespace portalprobe {

/// The parts of `score_text`. Each ends with a line break, or is empty where it has nothing to say.

/// By what and of what was judged.
std::string score_heading_text(const ScoreCard& card, Language language);

/// Portals with rank, points, verdict and what each threshold came to; under it why some have no points.
std::string score_portals_text(const ScoreCard& card, Language language, std::size_t width);

/// A line for each threshold, target and address family, with its figures.
std::string score_verdicts_text(const ScoreCard& card, Language language, std::size_t width);

/// What each vantage, and each version of the browser, came to by itself; of verdicts that have several.
std::string score_vantages_text(const ScoreCard& card, Language language, std::size_t width);

/// How many samples do not count, by reason and threshold; and which bodies should let the measuring tool in.
std::string score_left_out_text(const ScoreCard& card, Language language, std::size_t width);

/// Results with and without exclusions.
std::string score_exclusions_text(const ScoreCard& card, Language language, std::size_t width);

/// What the criterion assumes, and what to know of this card.
std::string score_notes_text(const ScoreCard& card, Language language);

}  // namespace portalprobe
