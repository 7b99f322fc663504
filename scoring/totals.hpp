#pragma once

#include <vector>

#include "core/expected.hpp"
#include "core/standing.hpp"

namespace portalprobe {

/// Adds up what the groups gave each body: totals, levels, ranks, and why a body has none.
///
/// * The sum is exact; the total is the sum rounded once, as the scheme says. Ranks go by totals as they are
/// shown,
///   so that bodies of the same printed total share a rank.
/// * Points in doubt make a range of the total, with it perhaps several levels and a band of ranks.
/// * A body gets no rank if a group's points are not known, or are below the group's minimum, or may be: the
///   minimum itself is enough. Under a minimum, certain or possible, it gets no level either.
/// * Where points are not known but their range is, the body has no rank, and the levels that it may have.
///
/// Refused, by name: a scheme that contradicts itself (see scheme_figures), other groups than the scheme's,
/// points outside 0 to the group's most, points outside their range, two bodies of one id.
Expected<Standings> add_up(const EvaluationScheme& scheme, std::vector<BodyResults> bodies,
                           LevelBasis level_basis = LevelBasis::rounded);

}  // namespace portalprobe
