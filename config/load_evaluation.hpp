#pragma once

#include <tl/expected.hpp>

#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"
#include "core/clock.hpp"
#include "core/evaluation.hpp"

namespace portalprobe {

/// Reads an evaluation and the files that it names (criterion, registry, exclusions, holidays), and checks
/// all of it (docs/criteria.md). Gives every problem found, in the order of files and lines. Bounded in time
/// and memory for any input; throws nothing but bad_alloc.
tl::expected<Evaluation, std::vector<Problem>> load_evaluation(const std::string& path);

/// Why a sweep of that configuration, at that vantage and time, is no part of the evaluation, in sentences;
/// empty: it is one. A sweep belongs to the period in which it starts.
std::vector<std::string> why_not_part(const Evaluation& evaluation, const Config& config,
                                      WallTime scheduled_at);

}  // namespace portalprobe
