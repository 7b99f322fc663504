#pragma once

#include <string>

#include "core/block_table.hpp"
#include "core/standing.hpp"
#include "core/totals_change.hpp"

namespace portalprobe {

/// A whole evaluation as one JSON object: `scheme`, `level_basis`, `groups` (id, title, points, minimum,
/// measured), `levels` (name, from) and `bodies`, each with `portal_id`, `name`, `groups` (id: points),
/// `groups_range`, `sum` (exact), `total`, `total_range`, `levels` (all that it may have), `rank`,
/// `rank_last`, `tier`, `not_ranked` (array of reason, group, text). Points are numbers with all their
/// digits. What is not known is null; `_range` is [low, high], and null where there is no doubt.
std::string standings_json(const Standings& standings);

/// Blocks as one JSON object: `by`, `overlapping`, `blocks` and `all`, each with `label`, `bodies`, `totals`,
/// `ranked`, `mean`, `median`, `lowest`, `highest`, `group_means` (id: mean), `levels` (name: bodies),
/// `levels_in_doubt`, `without_level`. Means are rounded as the scheme rounds totals.
std::string block_table_json(const BlockTable& table);

/// Two evaluations as one JSON object: `before` and `after` (ids of the schemes), `totals_compare`,
/// `levels_compare`, `ranks_compare`, `differences` and `bodies`, each with `portal_id`, `name`, `before` and
/// `after` (total, total_range, levels, rank, rank_last) and `change` (total, total_range, groups, levels,
/// ranks).
std::string totals_change_json(const TotalsChange& change);

}  // namespace portalprobe
