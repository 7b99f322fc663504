#pragma once

#include <span>
#include <vector>

#include "core/standing.hpp"

namespace portalprobe {

/// The rank of each of several bodies by their totals, of which each lies somewhere in its range; a total
/// without doubt is a range of one value.
///
/// One body is surely better than another if its range lies wholly above the other's; ranges that share a
/// value cannot be told apart. A body's rank lies from 1 + (how many are surely better) to n − (how many are
/// surely worse). Where no total is in doubt the first of these is the competition ranking 1, 2, 2, 4.
///
/// This is the set of ranks that the ranges leave open. It holds for all bodies at once if all ranges do at
/// once: ranges that each hold with 95 % confidence give bands of less than that for the table as a whole.
/// (Goldstein and Spiegelhalter 1996, Journal of the Royal Statistical Society A 159, on why; Mogstad,
/// Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91, bound a rank in the same way, by intervals
/// of the differences.)
///
/// The result depends on the ranges alone, not on their order. O(n log n). No range's `low` is above its
/// `high`.
std::vector<Rank> ranks_of(std::span<const PointsRange> totals);

}  // namespace portalprobe
