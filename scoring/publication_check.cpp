#include "scoring/publication_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace portalprobe {
namespace {

constexpr std::size_t kMostBodies = 1'000'000;

/// C 39 + D 24 + E 9 = 72, without what is 0
class Addition {
 public:
  void add(std::size_t count, const std::string& name) {
    sum_ += count;
    if (count == 0) return;
    if (!text_.empty()) text_ += " + ";
    text_ += name.empty() ? std::to_string(count) : fmt::format("{} {}", name, count);
  }
  std::size_t sum() const { return sum_; }
  std::string text() const { return sum_ == 0 ? "0" : fmt::format("{} = {}", text_, sum_); }

 private:
  std::string text_;
  std::size_t sum_ = 0;
};

/// The means that may have been printed so. Where digits are cut off that is the unit above the printed
/// value, else half a unit to either side.
PointsRange means_printed_as(const PublishedMean& mean, Rounding rounding) {
  std::int64_t unit = Points::kPerPoint;
  for (int i = 0; i < mean.digits; ++i) unit /= 10;
  const Points all = Points::from_millionths(unit);
  if (rounding == Rounding::down) return {mean.value, mean.value + all};
  const Points half = Points::from_millionths((unit + 1) / 2);  // of a millionth, the whole: outwards
  return {mean.value - half, mean.value + half};
}

bool overlap(const PointsRange& a, const PointsRange& b) { return a.low <= b.high && b.low <= a.high; }

std::string range_text(const PointsRange& range) {
  return fmt::format("{} to {}", points_text(range.low), points_text(range.high));
}

std::string mean_text(const PublishedMean& mean) { return points_text(mean.value, mean.digits); }

bool all_said(const PublishedBlock& block) {
  return !block.at_level.empty() &&
         std::ranges::all_of(block.at_level, [](const auto& count) { return count.has_value(); });
}

/// What is wrong in the figures themselves, before anything is added up.
std::optional<std::string> fault_of(const PublishedBlock& block, std::size_t levels) {
  if (!block.at_level.empty() && block.at_level.size() != levels) {
    return fmt::format("block '{}' has counts of {} levels, of which there are {}", block.name,
                       block.at_level.size(), levels);
  }
  const auto too_many = [](const auto& count) { return count && *count > kMostBodies; };
  if (too_many(block.bodies) || std::ranges::any_of(block.at_level, too_many))
    return fmt::format("block '{}' has more than {} bodies", block.name, kMostBodies);
  return std::nullopt;
}

void check_levels(const Publication& publication, const PublishedBlock& block,
                  std::vector<std::string>& found) {
  Addition counts;
  for (std::size_t i = 0; i < block.at_level.size(); ++i) {
    if (block.at_level[i]) counts.add(*block.at_level[i], publication.levels[i].name);
  }
  if (!block.bodies) return;
  if (all_said(block) ? counts.sum() != *block.bodies : counts.sum() > *block.bodies) {
    found.push_back(fmt::format("block '{}': the levels' counts do not add up to its size: {}, not {}",
                                block.name, counts.text(), *block.bodies));
  }
}

/// The means that a block's levels allow: all its bodies at their levels' lower ends, or at their upper ends.
std::optional<PointsRange> means_of_levels(const Publication& publication, const PublishedBlock& block) {
  if (!all_said(block)) return std::nullopt;
  auto above = Points::nearest(publication.most);
  PointsMean low;
  PointsMean high;
  for (std::size_t i = 0; i < publication.levels.size(); ++i) {
    const auto from = Points::nearest(publication.levels[i].from);
    if (!from || !above || low.count > static_cast<std::int64_t>(kMostBodies)) return std::nullopt;
    const auto count = static_cast<std::int64_t>(*block.at_level[i]);
    const auto add = [count](PointsMean& mean, Points points) {
      mean.sum += Points::from_millionths(points.millionths() * count);
      mean.count += count;
    };
    add(low, *from);
    add(high, *above);
    above = from;
  }
  if (low.count == 0 || low.count > static_cast<std::int64_t>(kMostBodies)) return std::nullopt;
  return PointsRange{*low.rounded(Points::kDigits, Rounding::down),
                     *high.rounded(Points::kDigits, Rounding::half_up)};
}

void check_mean(const Publication& publication, const PublishedBlock& block,
                std::vector<std::string>& found) {
  if (!block.mean) return;
  if (block.bodies == 0U)
    return found.push_back(
        fmt::format("block '{}' has no body, and a mean of {}", block.name, mean_text(*block.mean)));
  const auto allowed = means_of_levels(publication, block);
  if (!allowed || overlap(*allowed, means_printed_as(*block.mean, publication.rounding))) return;
  found.push_back(fmt::format("block '{}': its levels allow a mean of {}, not {}", block.name,
                              range_text(*allowed), mean_text(*block.mean)));
}

void check_sizes(const Publication& publication, std::vector<std::string>& found) {
  if (!publication.bodies || publication.blocks.empty()) return;
  Addition sizes;
  for (const auto& block : publication.blocks) {
    if (!block.bodies) return;
    sizes.add(*block.bodies, "");
  }
  if (sizes.sum() == *publication.bodies) return;
  found.push_back(fmt::format("the blocks' sizes do not add up to the number of bodies: {}, not {}",
                              sizes.text(), *publication.bodies));
}

void check_mean_of_all(const Publication& publication, std::vector<std::string>& found) {
  if (!publication.mean) return;
  const auto allowed = weighted_mean(publication.blocks, publication.rounding);
  if (!allowed || overlap(*allowed, means_printed_as(*publication.mean, publication.rounding))) return;
  found.push_back(
      fmt::format("the blocks' means, weighted by their sizes, allow a mean of {} for all, not {}",
                  range_text(*allowed), mean_text(*publication.mean)));
}

}  // namespace

std::optional<PointsRange> weighted_mean(const std::vector<PublishedBlock>& blocks, Rounding rounding) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t bodies = 0;
  for (const auto& block : blocks) {
    if (block.bodies == 0U) continue;
    if (!block.bodies || !block.mean || *block.bodies > kMostBodies) return std::nullopt;
    const auto count = static_cast<std::int64_t>(*block.bodies);
    bodies += count;
    if (bodies > static_cast<std::int64_t>(kMostBodies))
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

std::vector<std::string> contradictions(const Publication& publication) {
  std::vector<std::string> found;
  for (const auto& block : publication.blocks) {
    if (auto fault = fault_of(block, publication.levels.size())) found.push_back(std::move(*fault));
  }
  if (!found.empty()) return found;
  for (const auto& block : publication.blocks) {
    check_levels(publication, block, found);
    check_mean(publication, block, found);
  }
  check_sizes(publication, found);
  check_mean_of_all(publication, found);
  return found;
}

}  // namespace portalprobe
