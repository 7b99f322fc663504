#include "scoring/demand.hpp"

#include <fmt/format.h>

#include <cmath>

namespace portalprobe {

Expected<void> check(const Demand& demand) {
  if (!std::isfinite(demand.limit)) return fail(fmt::format("the limit {} is not a number", demand.limit));
  if (!(demand.allowed_share > 0 && demand.allowed_share < 1)) {
    return fail(fmt::format("the allowed share {} is not between 0 and 1", demand.allowed_share));
  }
  if (!(demand.confidence >= 0.5 && demand.confidence < 1)) {
    return fail(fmt::format("the confidence {} is not from 0.5 to under 1", demand.confidence));
  }
  if (!(demand.min_share_of_planned >= 0 && demand.min_share_of_planned <= 1)) {
    return fail(fmt::format("the share of the planned measurements {} is not from 0 to 1",
                            demand.min_share_of_planned));
  }
  if (!(demand.max_share_of_walls >= 0 && demand.max_share_of_walls <= 1)) {
    return fail(fmt::format("the share of walls {} is not from 0 to 1", demand.max_share_of_walls));
  }
  return {};
}

}  // namespace portalprobe
