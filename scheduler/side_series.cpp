#include "scheduler/side_series.hpp"

#include <algorithm>

namespace portalprobe {

std::uint32_t next_side_round(std::optional<std::uint32_t> largest_used, std::uint32_t shard_index,
                              std::uint32_t shard_count) {
  if (!largest_used) return shard_index;
  return (*largest_used / shard_count + 1) * shard_count + shard_index;
}

PlannedMeasurement SideCadence::take(SteadyTime now) {
  PlannedMeasurement turn = series_->turns[taken_ % series_->turns.size()];
  turn.round = series_->first_round + taken_ * series_->round_step;
  ++taken_;
  const microseconds space = taken_ < series_->turns.size() ? series_->first_every : series_->every;
  due_ = std::max(due_ + space, now);
  taken_at_ = now;
  return turn;
}

void SideCadence::hurry(SteadyTime now) {
  constexpr std::chrono::seconds kLeast{1};
  const SteadyTime soonest = taken_ == 0 ? now : std::max(now, taken_at_ + kLeast);
  due_ = std::min(due_, soonest);
}

}  // namespace portalprobe
