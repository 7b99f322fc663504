#include "scheduler/backoff.hpp"

#include <algorithm>

#include "core/url.hpp"

namespace portalprobe {

bool Backoffs::note(const PlannedMeasurement& asked, const RetryAfter& request, SteadyTime now) {
  if (request.wait <= microseconds(0)) return false;
  const SteadyTime until = now + std::min(request.wait, kLongestBackoff);
  const auto& targets = portals_[asked.portal].targets;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto url = parse_url(targets[i].url);
    if (i != asked.target && !(url && url->origin() == request.origin)) continue;
    auto& known = requests_[key(asked.portal, i)];
    if (known.until < until) known = {until, request.origin};
  }
  return true;
}

const Backoffs::Request* Backoffs::find(const PlannedMeasurement& planned) const {
  const auto found = requests_.find(key(planned.portal, planned.target));
  return found == requests_.end() ? nullptr : &found->second;
}

}  // namespace portalprobe
