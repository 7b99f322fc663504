#pragma once

#include <string>

#include "core/criterion.hpp"
#include "core/language.hpp"
#include "core/outcome.hpp"
#include "core/score_card.hpp"
#include "core/verdict.hpp"

namespace portalprobe {

/// Scores in the reader's language. English readers get the public names of verdicts; Vietnamese ones words
/// that blame nobody and promise nothing. See docs/scores.md.

/// `criterion` says whether reaching the threshold is what level A asks for.
std::string verdict_text(Verdict verdict, const Criterion& criterion, Language language);

/// Empty for `Reason::none`.
std::string reason_text(Reason reason, Language language);

std::string left_out_text(LeftOut reason, Language language);

/// Where failures arose, as a column's heading.
std::string side_text(Side side, Language language);

/// Why a portal has no points, one reason.
std::string unscored_text(const PortalReason& reason, Language language);
/// All reasons in one line.
std::string unscored_text(const PortalResult& portal, Language language);

/// The portal's name; its id where it has none.
const std::string& portal_name(const Portal& portal, Language language);

/// 12,5; 10–20 where they are in doubt; "-" where they are not known
std::string portal_points_text(const PortalResult& portal, int digits, Language language);

/// Threshold's title; its id where it has none.
const std::string& threshold_title(const Threshold& threshold, Language language);

/// largest_contentful_paint (browser, desktop)
std::string reading_text(const Reading& reading);

}  // namespace portalprobe
