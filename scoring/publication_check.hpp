#pragma once

#include <string>
#include <vector>

#include "core/points.hpp"
#include "core/publication.hpp"

namespace portalprobe {

/// Every sum that a published table allows to be checked, and whether it holds.
///
/// * The counts of a block's levels add up to its size, or, where some are not said, to no more than it. The
///   same of all bodies together.
/// * The blocks' sizes add up to the number of bodies, and their counts at each level to that of all.
/// * A block's mean is one that its levels allow: 39 bodies at C have at least 65 points each.
/// * The mean of all is one that the blocks' means, weighted by their sizes, allow. Every printed mean stands
///   for all the means that round to it, so that rounding alone is never called a contradiction.
///
/// Empty: the table says too little to contradict itself. The blocks of a publication do not overlap.
std::vector<CheckedSum> checked_sums(const Publication& publication);

/// Why a published table cannot be, each in a sentence with the sum; empty: nothing contradicts.
std::vector<std::string> contradictions(const Publication& publication);

/// What the mean of all bodies may be, if each block's mean is one that rounds to the printed one. Absent
/// where a block has no mean or no size, or all are empty. The ends are rounded outwards to a millionth.
std::optional<PointsRange> weighted_mean(const std::vector<PublishedBlock>& blocks, Rounding rounding);

}  // namespace portalprobe
