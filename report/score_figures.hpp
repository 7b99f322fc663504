#pragma once

#include <optional>
#include <string>

#include "core/criterion.hpp"
#include "core/judgement.hpp"
#include "core/language.hpp"

namespace portalprobe {

/// Figures of scores as people read them: 1,5 giây for Vietnamese readers, 1.5 s for English ones; plain
/// numbers without a unit; ∞ for what is slower than any limit.

/// A value beside the limit that it is held against. It has three decimal places, and more where with three
/// it would look like the limit, or like 0, and is neither.
std::string value_text(double value, double limit, bool is_duration, Language language);

/// A limit by itself.
std::string limit_text(double limit, bool is_duration, Language language);

/// 1,2–1,9 giây; "?" for an end that there is too little evidence for
std::string interval_text(const Estimate& estimate, double limit, bool is_duration, Language language);

/// 12,5 %: a share from 0 to 1
std::string percent_text(double share, Language language);

/// 75 % số lần đo không quá 2,5 giây; p75 at most 2.5 s
std::string demand_text(const Threshold& threshold, Language language);

}  // namespace portalprobe
