#pragma once

#include <optional>
#include <string>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "core/evaluation.hpp"

namespace portalprobe {

/// Reads an evaluation; prints every problem and gives nothing if there is one.
std::optional<Evaluation> load_evaluation_or_explain(const std::string& file);

/// The seal of the evaluation in `file` for a new sweep of that configuration; empty where `file` is. Absent,
/// with every reason printed: the evaluation cannot be read, or the sweep is no part of it; measured at once
/// (`--now`), it is none, either, of a night that is more than a day ahead.
std::optional<std::string> seal_for(const std::string& file, const Config& config, WallTime scheduled_at,
                                    bool now);

/// The same for a sweep that was begun under it, or under another one: the store knows.
std::optional<std::string> seal_of(const std::string& file);

}  // namespace portalprobe
