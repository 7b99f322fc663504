#pragma once

#include <optional>

#include "core/measured.hpp"
#include "core/score_card.hpp"

namespace portalprobe {

/// Why a sample says nothing of the portal, by itself: who caused its end, and whether the probe was fit.
/// Absent: it counts, as a value or as a failure on the portal's side. Pure.
std::optional<LeftOut> why_unusable(const Measured& sample);

/// Whether a sample that counts is a failure: slower than any limit.
inline bool is_failure(const Measured& sample) { return sample.outcome != Outcome::ok; }

}  // namespace portalprobe
