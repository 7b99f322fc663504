#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/expected.hpp"
#include "core/groups.hpp"
#include "core/points.hpp"

namespace portalprobe {

/// A scheme's figures, exact. The vectors are in the order of the scheme's groups and levels.
struct SchemeFigures {
  std::vector<Points> most;                  ///< of each group
  std::vector<std::optional<Points>> least;  ///< below which a body is not ranked
  std::vector<Points> from;                  ///< where each level begins, the best first
  std::optional<std::size_t> performance;    ///< the group whose points are measured
  Points sum;                                ///< the most that a body can have in all
};

/// The figures of a scheme that holds together; otherwise what contradicts what: groups without points or
/// with a minimum above them, two groups of one id, two that are measured, levels out of order, a level that
/// nobody can reach, totals that would have no level, levels for performance alone.
Expected<SchemeFigures> scheme_figures(const EvaluationScheme& scheme);

/// The index of the level that a total has: borders belong to the level above them. `from` is not empty and
/// ends with 0.
std::size_t level_at(const SchemeFigures& figures, Points total);

}  // namespace portalprobe
