#include "scheduler/stalls.hpp"

#include <algorithm>

namespace portalprobe {

void Stalls::begin(SteadyTime now) {
  if (!stalls_.empty() && stalls_.back().end == SteadyTime::max()) return;
  stalls_.push_back({now});
  if (stalls_.size() > kRemembered) stalls_.pop_front();
}

void Stalls::end(SteadyTime now) {
  if (!stalls_.empty() && stalls_.back().end == SteadyTime::max()) stalls_.back().end = now;
}

SteadyTime::duration Stalls::within(SteadyTime from, SteadyTime to) const {
  SteadyTime::duration total{0};
  for (auto stall = stalls_.rbegin(); stall != stalls_.rend() && stall->end > from; ++stall) {
    total += std::max(SteadyTime::duration(0), std::min(stall->end, to) - std::max(stall->begin, from));
  }
  return total;
}

}  // namespace portalprobe
