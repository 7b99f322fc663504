#include "results/measured_plan.hpp"

#include <fmt/format.h>

namespace portalprobe {
namespace {

/// Beyond the window: rounds and pairs that are laid out over its end, and then some.
constexpr std::chrono::hours kMargin{24};

}  // namespace

void MeasuredPlan::add_shard(const SweepRecord& shard) {
  ++recorded_;
  planned_ += shard.planned;
  stored_ += shard.stored;
}

std::optional<std::string> MeasuredPlan::why_not(const Sample& sample) const {
  const bool planned = is_planned(sample.kind);
  // Controls and references have rounds of their own, and go on while the sweep lasts.
  if (planned && sample.round >= shard_.rounds) {
    return fmt::format(
        "field 'round' is {}, and sweep {} was measured into this store in {} rounds (right would be less "
        "than that)",
        sample.round, shard_.id, shard_.rounds);
  }
  if (planned) {
    if (auto wrong = wrong_time(sample.scheduled_at)) return wrong;
  }
  // What is beside the plan may come in any order with the rest of a plan that was not all there.
  const std::uint64_t there = stored_ + (planned ? taken_ : 0);
  if (recorded_ < shard_.shard.count || there < planned_) return std::nullopt;
  return fmt::format(
      "is a sample of {}/{}, round {}, that the store lacks, and sweep {} was measured into it with all of "
      "its "
      "{} planned measurements (right would be samples that are there already, or a store of its own)",
      sample.portal_id, sample.target_id, sample.round, shard_.id, planned_);
}

void MeasuredPlan::take(const Sample& sample) {
  if (is_planned(sample.kind)) ++taken_;
}

std::optional<std::string> MeasuredPlan::wrong_time(WallTime scheduled_at) const {
  const WallTime last = shard_.scheduled_at + shard_.window + kMargin;
  if (scheduled_at >= shard_.scheduled_at && scheduled_at <= last) return std::nullopt;
  return fmt::format(
      "field 'scheduled_at' is {}, and sweep {} was measured into this store (right would be from {} to {})",
      to_rfc3339(scheduled_at), shard_.id, to_rfc3339(shard_.scheduled_at), to_rfc3339(last));
}

}  // namespace portalprobe
