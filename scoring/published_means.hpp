#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/points.hpp"
#include "core/publication.hpp"

namespace portalprobe {

/// Sums over more bodies are not made.
inline constexpr std::size_t kMostBodiesPublished = 1'000'000;

/// Whether it is said of each level how many bodies are at it.
bool has_all_levels(const PublishedBlock& block);

/// The means that may have been printed so. Where digits are cut off that is the unit above the printed
/// value, else half a unit to either side.
PointsRange means_printed_as(const PublishedMean& mean, Rounding rounding);

/// The means that a block's levels allow: all its bodies at their levels' lower ends, or at their upper ends.
/// Absent where not all levels are said, or no body is. The block has as many levels as the publication.
std::optional<PointsRange> means_of_levels(const Publication& publication, const PublishedBlock& block);

/// What the mean of all bodies may be, if each block's mean is one that rounds to the printed one. Absent
/// where a block has no mean or no size, or all are empty. The ends are rounded outwards to a millionth.
std::optional<PointsRange> weighted_mean(const std::vector<PublishedBlock>& blocks, Rounding rounding);

}  // namespace portalprobe
