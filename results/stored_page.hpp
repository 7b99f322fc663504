#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/page_visit.hpp"

namespace portalprobe {

/// What is left of a page load's resources of one type once their rows were summarised.
struct ResourceSummary {
  ResourceType type = ResourceType::other;
  std::uint64_t resources = 0;
  std::uint64_t failed = 0;  ///< outcomes other than ok
  std::uint64_t bytes_wire = 0;
  std::uint64_t bytes_body = 0;
  std::optional<microseconds> last_done;  ///< since the measurement's start; absent: none arrived
  bool operator==(const ResourceSummary&) const = default;
};

/// What a store still knows of a page load's resources: one of the two is empty, both are for samples that
/// have none.
struct StoredPage {
  PageVisit visit;
  std::vector<ResourceSummary> summary;  ///< in the order of the types
  bool operator==(const StoredPage&) const = default;
};

}  // namespace portalprobe
