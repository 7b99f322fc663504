#pragma once

#include <tl/expected.hpp>

#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "core/score_card.hpp"

namespace portalprobe {

/// Judges what `score` was asked to: one sweep or an evaluation, under a criterion. Prints what is wrong and
/// gives the exit code for it.
tl::expected<ScoreCard, int> judge_stored(const CommonOptions& common, const ScoreOptions& options);

/// `--fail-on threshold`: names the portals that fail on stderr, and gives the exit code.
int fail_on_threshold(const ScoreCard& card);

}  // namespace portalprobe
