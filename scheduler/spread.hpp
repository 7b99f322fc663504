#pragma once

#include <cstdint>

#include "core/clock.hpp"

namespace portalprobe {

/// How a lane's units lie in one round's slice of the window. The slice, less a rest at its end, is cut into
/// as many parts as the lane has units; each unit starts at the same phase of its part. So units of a lane
/// keep the greatest distance there is, and the rest keeps the last unit of a round from the first of the
/// next.
struct LaneSpread {
  microseconds part{0};      ///< from one unit's start to the next's
  microseconds pair_gap{0};  ///< from a pair's first start to its second
};

/// For a lane of `units` units a round.
LaneSpread spread_lane(microseconds slice, microseconds host_gap, std::uint64_t units);

/// The stretch of a part in which the lane of this rank starts, of `lanes` lanes that are cut alike: ranks
/// follow each other without hole or overlap.
struct Stretch {
  microseconds begin{0};
  microseconds length{0};
};
Stretch stretch_of(microseconds part, std::uint64_t rank, std::uint64_t lanes);

}  // namespace portalprobe
