#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/groups.hpp"
#include "core/points.hpp"

namespace portalprobe {

/// A mean as it was printed: 68 and 68.00 do not promise the same.
struct PublishedMean {
  Points value;
  int digits = 0;  ///< decimal places that were printed, 0 to 6
  bool operator==(const PublishedMean&) const = default;
};

/// What a publication says of one block of bodies.
struct PublishedBlock {
  std::string name;
  std::optional<std::size_t> bodies;                 ///< absent: the publication does not say
  std::vector<std::optional<std::size_t>> at_level;  ///< as the publication's levels; absent: not said
  std::optional<PublishedMean> mean;
  bool operator==(const PublishedBlock&) const = default;
};

/// A table of blocks, as evaluations are published.
struct Publication {
  std::vector<Level> levels;  ///< the best first
  double most = 100;          ///< points that a body can have
  std::vector<PublishedBlock> blocks;
  std::optional<std::size_t> bodies;                 ///< of all blocks together
  std::vector<std::optional<std::size_t>> at_level;  ///< the same; empty: not said
  std::optional<PublishedMean> mean;                 ///< of all bodies
  Rounding rounding = Rounding::half_up;
  bool operator==(const Publication&) const = default;
};

/// One sum of a published table, said again by whoever checked it.
struct CheckedSum {
  std::optional<std::size_t> block;  ///< index of the block that it is of; absent: of all blocks
  bool holds = true;                 ///< false: the table contradicts itself
  std::string text;                  ///< a sentence with the sum
  bool operator==(const CheckedSum&) const = default;
};

}  // namespace portalprobe
