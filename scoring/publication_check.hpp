#pragma once

#include <string>
#include <vector>

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

}  // namespace portalprobe
