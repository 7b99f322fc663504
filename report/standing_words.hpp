#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/language.hpp"
#include "core/standing.hpp"

namespace portalprobe {

/// A whole evaluation's figures and reasons in the reader's language: 85,5 for Vietnamese readers, 85.5 for
/// English ones; "-" for what is not there.

/// ',' or '.'
char decimal_mark(Language language);

std::string points_text(const std::optional<Points>& points, int digits, Language language);

/// 85,23; 80,23–90,23 where it is in doubt
std::string total_text(const Standing& standing, int digits, Language language);

/// B; "B hoặc C" where it is in doubt
std::string level_text(const std::vector<std::string>& levels, Language language);

/// 2; 2–5 where it is a band
std::string rank_text(const std::optional<Rank>& rank);

/// Why a body has no rank, all reasons in one line; empty: it has one.
std::string hindrance_text(const Standing& standing, const EvaluationScheme& scheme, Language language);

/// A group's title; its id where it has none.
const std::string& group_title(const CriteriaGroup& group, Language language);

/// A body's name; its portal's id where it has none.
const std::string& body_name(const BodyResults& body, Language language);

/// How totals are rounded and where levels begin, in two lines.
std::string scheme_text(const Standings& standings, Language language);

}  // namespace portalprobe
