#pragma once

#include <cstddef>
#include <cstdint>

namespace portalprobe {

/// What was counted in one stratum of one night.
struct NightCount {
  std::int64_t night = 0;   ///< whatever tells nights apart: days since some day
  std::size_t stratum = 0;  ///< from 0
  std::size_t over = 0;     ///< measurements over the limit
  std::size_t size = 0;     ///< all that count; at least `over`, and at least 1
  bool operator==(const NightCount&) const = default;
};

}  // namespace portalprobe
