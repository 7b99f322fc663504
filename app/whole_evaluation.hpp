#pragma once

#include <tl/expected.hpp>

#include <optional>

#include "app/options.hpp"
#include "core/block_table.hpp"
#include "core/score_card.hpp"
#include "core/standing.hpp"
#include "core/totals_change.hpp"

namespace portalprobe {

/// Performance together with the other groups of criteria.
struct WholeEvaluation {
  Standings standings;
  std::optional<BlockTable> blocks;    ///< where `--by` asks for them
  std::optional<TotalsChange> change;  ///< against an earlier evaluation, where there is one
};

/// Adds the measured points to the other groups' as `--groups` gives them. Prints what is wrong and gives the
/// exit code for it.
tl::expected<WholeEvaluation, int> whole_evaluation(const ScoreCard& card, const ScoreOptions& options);

}  // namespace portalprobe
