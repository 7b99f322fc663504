#include "scoring/published_means.hpp"

#include <algorithm>
#include <cstdint>

namespace portalprobe {

bool has_all_levels(const PublishedBlock& block) {
  return !block.at_level.empty() &&
         std::ranges::all_of(block.at_level, [](const auto& count) { return count.has_value(); });
}

PointsRange means_printed_as(const PublishedMean& mean, Rounding rounding) {
  std::int64_t unit = Points::kPerPoint;
  for (int i = 0; i < mean.digits; ++i) unit /= 10;
  const Points all = Points::from_millionths(unit);
  if (rounding == Rounding::down) return {mean.value, mean.value + all};
  const Points half = Points::from_millionths((unit + 1) / 2);  // of a millionth, the whole: outwards
  return {mean.value - half, mean.value + half};
}

std::optional<PointsRange> means_of_levels(const Publication& publication, const PublishedBlock& block) {
  if (!has_all_levels(block)) return std::nullopt;
  auto above = Points::nearest(publication.most);
  PointsMean low;
  PointsMean high;
  for (std::size_t i = 0; i < publication.levels.size(); ++i) {
    const auto from = Points::nearest(publication.levels[i].from);
    if (!from || !above || low.count > static_cast<std::int64_t>(kMostBodiesPublished)) return std::nullopt;
    const auto count = static_cast<std::int64_t>(*block.at_level[i]);
    const auto add = [count](PointsMean& mean, Points points) {
      mean.sum += Points::from_millionths(points.millionths() * count);
      mean.count += count;
    };
    add(low, *from);
    add(high, *above);
    above = from;
  }
  if (low.count == 0 || low.count > static_cast<std::int64_t>(kMostBodiesPublished)) return std::nullopt;
  return PointsRange{*low.rounded(Points::kDigits, Rounding::down),
                     *high.rounded(Points::kDigits, Rounding::half_up)};
}

std::optional<PointsRange> weighted_mean(const std::vector<PublishedBlock>& blocks, Rounding rounding) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t bodies = 0;
  for (const auto& block : blocks) {
    if (block.bodies == 0U) continue;
    if (!block.bodies || !block.mean || *block.bodies > kMostBodiesPublished) return std::nullopt;
    const auto count = static_cast<std::int64_t>(*block.bodies);
    bodies += count;
    if (bodies > static_cast<std::int64_t>(kMostBodiesPublished))
      return std::nullopt;  // products below stay in 64 bits
    const PointsRange means = means_printed_as(*block.mean, rounding);
    low += means.low.millionths() * count;
    high += means.high.millionths() * count;
  }
  if (bodies == 0) return std::nullopt;
  const std::int64_t down = low >= 0 ? low / bodies : -((-low + bodies - 1) / bodies);
  const std::int64_t up = high >= 0 ? (high + bodies - 1) / bodies : -(-high / bodies);
  return PointsRange{Points::from_millionths(down), Points::from_millionths(up)};
}

}  // namespace portalprobe
