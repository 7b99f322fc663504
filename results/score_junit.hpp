#pragma once

#include <string>

#include "core/score_card.hpp"

namespace portalprobe {

/// A score card for pipelines, as JUnit's XML: a suite for each portal, a case for each of its thresholds and
/// targets (`page-load home`, with `ipv6` or `any` where it is not IPv4). `fail` is a failure, no verdict is
/// skipped, both with their reason. A portal of which nothing was measured is one case that is skipped. A
/// case's time is the measured quantile in seconds; left out where it is none or no time. Valid by the schema
/// that Jenkins' xUnit plugin checks reports with.
std::string score_junit(const ScoreCard& card);

}  // namespace portalprobe
