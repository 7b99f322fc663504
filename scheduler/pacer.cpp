#include "scheduler/pacer.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

constexpr SteadyTime::duration kMostCaughtUp = std::chrono::milliseconds(50);
constexpr SteadyTime::duration kWidestSpace = std::chrono::hours(24);

SteadyTime::duration space_of(double starts_per_second) {
  if (!(starts_per_second > 0)) return SteadyTime::duration(0);
  const std::chrono::duration<double> exact(1 / starts_per_second);
  if (exact >= kWidestSpace) return kWidestSpace;
  return std::chrono::duration_cast<SteadyTime::duration>(exact);
}

}  // namespace

Pacer::Pacer(double starts_per_second) : space_(space_of(starts_per_second)) {}

void Pacer::on_start(SteadyTime now) {
  const auto space = std::max(space_, least_);
  const bool in_pace = next_ > now - std::min(space, kMostCaughtUp);
  next_ = (in_pace ? next_ : now) + space;
}

}  // namespace portalprobe
