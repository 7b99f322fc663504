#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/groups.hpp"
#include "core/points.hpp"

namespace portalprobe {

/// By what bodies are grouped into blocks.
enum class Grouping { block, deployment, vendor, region, tag };

std::string_view to_string(Grouping grouping);
std::optional<Grouping> grouping_from(std::string_view name);

/// What the bodies of one block came to. Means and medians are of totals as they are shown, so that anybody
/// can check them with the published table; a total in doubt counts with its own value. Bodies
/// without a total are left out of them, and counted in `bodies`.
struct BlockSummary {
  std::string label;  ///< empty: the register does not say
  std::size_t bodies = 0;
  std::size_t ranked = 0;
  PointsMean mean;                    ///< of the totals; its count says of how many
  PointsMean median;                  ///< of the one or two totals in the middle; count 0: of none
  std::optional<PointsRange> totals;  ///< the lowest and the highest one
  std::vector<PointsMean> groups;     ///< of each criteria group's points, where they are known
  std::vector<std::size_t> levels;    ///< how many bodies have each of the scheme's levels without doubt
  std::size_t levels_in_doubt = 0;    ///< bodies that may have one or another
  std::size_t without_level = 0;
  bool operator==(const BlockSummary&) const = default;
};

/// A whole evaluation by blocks.
struct BlockTable {
  Grouping by = Grouping::block;
  EvaluationScheme scheme;
  std::vector<BlockSummary> blocks;  ///< by label; bodies without one come last
  BlockSummary all;
  bool overlapping = false;  ///< some body is in several blocks: they do not add up to `all`
  bool operator==(const BlockTable&) const = default;
};

}  // namespace portalprobe
