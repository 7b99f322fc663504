#include "scheduler/spread.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

/// A pair's first measurement should have ended, and the gap passed, when the second's time comes.
constexpr microseconds kUsualAnswer = std::chrono::seconds(2);

}  // namespace

LaneSpread spread_lane(microseconds slice, microseconds host_gap, std::uint64_t units) {
  const auto count = static_cast<std::int64_t>(units);
  const microseconds rest = std::min(2 * (host_gap + kUsualAnswer), slice / (count + 1));
  return {(slice - rest) / count, rest / 2};
}

Stretch stretch_of(microseconds part, std::uint64_t rank, std::uint64_t lanes) {
  const auto r = static_cast<std::int64_t>(rank);
  const auto n = static_cast<std::int64_t>(lanes);
  // Whole and remainder apart: part × rank may not fit for windows of months.
  const auto edge = [&](std::int64_t i) { return part / n * i + microseconds(part.count() % n * i / n); };
  return {edge(r), edge(r + 1) - edge(r)};
}

}  // namespace portalprobe
