#pragma once

#include <string>

#include "core/language.hpp"
#include "core/score_card.hpp"

namespace portalprobe {

/// Cells of tables of scores.

/// What a threshold came to: 1,8 giây; "ít nhất 1,8 giây" of a lower bound; "-" where there is no value.
std::string result_value_text(const ReadingResult& result, const Threshold& threshold, Language language);
/// "-" where there is none.
std::string result_interval_text(const ReadingResult& result, const Threshold& threshold, Language language);

/// A verdict's text and what it was found by: chưa đủ căn cứ kết luận, ít nhất 1,8 giây, chưa chứng minh đạt
std::string outcome_text(std::string verdict, const ReadingResult& result, const Threshold& threshold,
                         Language language);

/// The verdict, with `*` after a fail that is not confirmed and `+` after what one vantage says alone.
std::string marked_verdict_text(const TargetResult& line, const Criterion& criterion, Language language);

/// The verdict under one of a threshold's readings, with `+` likewise.
std::string marked_verdict_text(const ReadingResult& result, const Criterion& criterion, Language language);

/// Whether it has the mark `+`: of too little evidence nobody would take one vantage's word for more.
bool is_one_vantage(const ReadingResult& result);

/// What `+` means, as a line.
std::string one_vantage_mark_text(Language language);

/// What the marks mean, a line for each that the card has.
std::string marks_text(const ScoreCard& card, Language language);

/// home; "home ipv6" where the address family is not IPv4
std::string target_text(const TargetResult& line);

}  // namespace portalprobe
