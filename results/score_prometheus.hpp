#pragma once

#include <string>

#include "core/score_card.hpp"

namespace portalprobe {

/// A score card as gauges in Prometheus' text format (0.0.4), each beginning with `portal_probe_`:
/// `score_info`, `threshold_verdict` (1 for the verdict that its label names), `threshold_value_seconds`,
/// `threshold_limit_seconds` (`threshold_value` and `threshold_limit` of metrics that are no times) and
/// `portal_points`. What is not known has no line; slower than any limit is `+Inf`. Ends with a line break.
std::string score_prometheus(const ScoreCard& card);

}  // namespace portalprobe
