#include "scheduler/admission.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/round.hpp"

namespace portalprobe {

Admission::Admission(AdmissionRules rules)
    : rules_(std::move(rules)),
      places_(rules_.limits.in_flight),
      pacer_(rules_.limits.starts_per_second),
      backoffs_(rules_.portals),
      maintenance_(std::move(rules_.maintenance), rules_.portals),
      lane_of_portal_(lanes_of(rules_.portals)) {
  rules_.limits.host_in_flight = std::max(1, rules_.limits.host_in_flight);
  build_lanes();
}

void Admission::begin(SteadyTime now, WallTime wall) {
  begin_ = now;
  begin_wall_ = wall;
  for (LaneIndex lane = 0; lane < lanes_.size(); ++lane) settle(lane, now);
}

void Admission::build_lanes() {
  const auto& plan = rules_.plan;
  lanes_.resize(lane_of_portal_.empty() ? 0 : *std::ranges::max_element(lane_of_portal_) + 1);
  for (std::uint32_t i = 0; i < plan.size(); ++i) ++lane_of(i).end;
  std::uint32_t begin = 0;
  for (auto& lane : lanes_) {
    lane.next = begin;
    begin += lane.end;
    lane.end = lane.next;  // grows back as the lane is filled
  }
  order_.resize(plan.size());
  for (std::uint32_t i = 0; i < plan.size(); ++i) order_[lane_of(i).end++] = i;
}

SteadyTime Admission::due_at(std::uint32_t index) const {
  if (rules_.at_once) return begin_;
  const SteadyTime planned = begin_ + (rules_.plan[index].scheduled_at - begin_wall_);
  return rules_.rebase ? std::max(planned, begin_) : planned;
}

Admission::HeadStanding Admission::standing_of(const Lane& lane, SteadyTime now) const {
  const std::uint32_t index = head(lane);
  const auto& planned = rules_.plan[index];
  if (const SteadyTime due = due_at(index); due > now) return {Standing::waits, due};
  if (maintenance_.find(planned.portal, wall_at(now)) != nullptr) return {Standing::in_maintenance, {}};
  const auto* request = backoffs_.find(planned);
  if (request != nullptr && request->until - now > kLongestBackoffHeld) return {Standing::in_backoff, {}};
  if (lane.limits.full(rules_.limits.host_in_flight)) return {Standing::full, {}};
  SteadyTime clear = lane.limits.gap_ends_at();
  if (request != nullptr) clear = std::max(clear, request->until);
  if (clear > now) return {Standing::waits, clear};
  return {};
}

/// Puts a lane where its head has to wait.
void Admission::settle(LaneIndex lane, SteadyTime now) {
  Lane& l = lanes_[lane];
  if (l.queued || l.next == l.end) return;
  const auto [standing, until] = standing_of(l, now);
  l.queued = standing != Standing::full;  // a full lane is settled again when something in it ends
  switch (standing) {
    case Standing::waits:
      return timed_.push({until, lane});
    case Standing::ready:
      return ready_.push(head(l));
    case Standing::in_backoff:
    case Standing::in_maintenance:
      return skips_.push_back(lane);
    case Standing::full:
      return;
  }
}

void Admission::wake(SteadyTime now) {
  while (!timed_.empty() && timed_.top().first <= now) {
    const LaneIndex lane = timed_.top().second;
    timed_.pop();
    lanes_[lane].queued = false;
    settle(lane, now);
  }
}

std::optional<Decision> Admission::next(SteadyTime now) {
  wake(now);
  if (auto decision = next_skip(now)) return decision;
  if (auto decision = next_start(now)) return decision;
  return next_skip(now);  // a head that was ready may have come into a window meanwhile
}

std::optional<Decision> Admission::next_skip(SteadyTime now) {
  while (!skips_.empty()) {
    const LaneIndex lane = skips_.front();
    skips_.pop_front();
    lanes_[lane].queued = false;
    const Standing standing = standing_of(lanes_[lane], now).standing;
    if (standing == Standing::in_backoff || standing == Standing::in_maintenance)
      return skip(lane, standing, now);
    settle(lane, now);
  }
  return std::nullopt;
}

std::optional<Decision> Admission::next_start(SteadyTime now) {
  while (!ready_.empty() && places_.any_free() && pacer_.next_start_at() <= now) {
    const LaneIndex lane = lane_of_portal_[rules_.plan[ready_.top()].portal];
    ready_.pop();
    lanes_[lane].queued = false;
    // Much may have happened while it waited for a place: the lane's other measurements ended, maintenance
    // began.
    if (standing_of(lanes_[lane], now).standing == Standing::ready) return start(lane, now);
    settle(lane, now);
  }
  return std::nullopt;
}

Decision Admission::start(LaneIndex lane, SteadyTime now) {
  Lane& l = lanes_[lane];
  const std::uint32_t index = head(l);
  const auto* request = backoffs_.find(rules_.plan[index]);
  // Each of these moments is known exactly, whenever we came to look.
  const SteadyTime due = due_at(index);
  const SteadyTime after_gap = std::max(due, l.limits.gap_ends_at());
  const SteadyTime after_backoff = request == nullptr ? after_gap : std::max(after_gap, request->until);
  const SteadyTime with_place = std::max(after_backoff, places_.take());
  const SteadyTime in_pace = std::max(with_place, pacer_.next_start_at());
  // Who stood in the queue while we ourselves were stalled did not wait for the pace alone.
  const SteadyTime eligible = std::max(with_place, in_pace - stalls_.within(with_place, now));
  l.limits.on_start(now, rules_.limits.host_gap);
  pacer_.on_start(now);
  advance(lane, now);
  const Held held{to_microseconds(after_gap - due), to_microseconds(eligible - after_backoff),
                  to_microseconds(after_backoff - after_gap)};
  return {Decision::Action::start, index, eligible, held, {}};
}

Decision Admission::skip(LaneIndex lane, Standing standing, SteadyTime now) {
  const std::uint32_t index = head(lanes_[lane]);
  const auto& planned = rules_.plan[index];
  Decision decision{Decision::Action::skip_maintenance, index, now, {}, {}};
  if (standing == Standing::in_maintenance) {
    const auto* window = maintenance_.find(planned.portal, wall_at(now));
    decision.detail = window->reason;
  } else {
    const auto* request = backoffs_.find(planned);
    decision.action = Decision::Action::skip_backoff;
    decision.detail = fmt::format("{} asked us to stay away until {} (Retry-After)", request->origin,
                                  to_rfc3339(wall_at(request->until)));
  }
  advance(lane, now);
  return decision;
}

void Admission::advance(LaneIndex lane, SteadyTime now) {
  ++lanes_[lane].next;
  ++decided_;
  settle(lane, now);
}

bool Admission::on_end(std::uint32_t index, const std::optional<RetryAfter>& request, SteadyTime now) {
  const auto& planned = rules_.plan[index];
  const bool asked = request && backoffs_.note(planned, *request, now);
  const LaneIndex lane = lane_of_portal_[planned.portal];
  lanes_[lane].limits.on_end(now, rules_.limits.host_gap);
  places_.give_back(now);
  settle(lane, now);
  return asked;
}

std::optional<SteadyTime> Admission::next_wakeup() const {
  if (!skips_.empty()) return SteadyTime::min();
  std::optional<SteadyTime> wakeup;
  if (!timed_.empty()) wakeup = timed_.top().first;
  if (!ready_.empty() && places_.any_free()) {
    wakeup = std::min(wakeup.value_or(SteadyTime::max()), pacer_.next_start_at());
  }
  return wakeup;
}

}  // namespace portalprobe
