#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/score_card.hpp"

namespace portalprobe {

/// What a threshold gives for one verdict of one target: its points, unless the criterion does not rank such
/// a portal, and what they may be.
struct LinePoints {
  std::optional<double> points;
  double low = 0;
  double high = 0;
};
LinePoints points_of(const Criterion& criterion, const TargetResult& line);

/// What one threshold gives a portal: its lines put together role by role, as the criterion says. Within a
/// role the worst line counts. `lines` are indices into `verdicts`. Pure.
ThresholdResult put_together(const Criterion& criterion, const std::vector<TargetResult>& verdicts,
                             std::span<const std::size_t> lines);

/// Pass is better than inconclusive, that than insufficient, and a fail, which is proven, is the worst.
int badness(Verdict verdict);

}  // namespace portalprobe
