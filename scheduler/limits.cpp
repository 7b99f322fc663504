#include "scheduler/limits.hpp"

#include <algorithm>
#include <cassert>

namespace portalprobe {

Limits share_of(Limits limits, std::uint32_t shards) {
  const int parts = static_cast<int>(std::clamp<std::uint32_t>(shards, 1, 1U << 30U));
  limits.address_in_flight = std::max(1, limits.address_in_flight / parts);
  return limits;
}

Places::Places(int count) : free_since_(static_cast<std::size_t>(std::max(1, count)), SteadyTime::min()) {}

SteadyTime Places::take() {
  assert(any_free());
  const SteadyTime since = free_since_.front();
  free_since_.pop_front();
  return since;
}

}  // namespace portalprobe
