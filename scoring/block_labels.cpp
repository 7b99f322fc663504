#include "scoring/block_labels.hpp"

#include <set>

namespace portalprobe {
namespace {

std::vector<std::string> tags_of(const Portal& portal) {
  std::set<std::string> tags;
  for (const auto& target : portal.targets) tags.insert(target.tags.begin(), target.tags.end());
  tags.erase("");
  if (tags.empty()) return {""};
  return {tags.begin(), tags.end()};
}

}  // namespace

std::vector<std::string> block_labels(const Portal& portal, Grouping by) {
  switch (by) {
    case Grouping::block:
      return {portal.block};
    case Grouping::deployment:
      return {portal.deployment == "unknown" ? "" : portal.deployment};
    case Grouping::vendor:
      return {portal.vendor};
    case Grouping::region:
      return {portal.region};
    case Grouping::tag:
      return tags_of(portal);
  }
  return {""};
}

}  // namespace portalprobe
