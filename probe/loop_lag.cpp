#include "probe/loop_lag.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

constexpr std::chrono::milliseconds kPeriod{10};
/// No measurement takes longer.
constexpr std::chrono::minutes kMemory{10};
/// Between two turns: longer, and the loop has looked for new events in between.
constexpr microseconds kPause{30};
/// By so much a timer is late on an idle machine.
constexpr microseconds kUsualLag{300};

}  // namespace

void LoopLag::start() {
  if (running_) return;
  running_ = true;
  tick();
}

void LoopLag::stop() {
  running_ = false;
  timer_.cancel();
}

void LoopLag::tick() {
  due_ = std::chrono::steady_clock::now() + kPeriod;
  timer_.expires_at(due_);
  timer_.async_wait([this, alive = std::weak_ptr(alive_)](auto error) {
    if (error || alive.expired() || !running_) return;
    const SteadyTime now = std::chrono::steady_clock::now();
    note(now, to_microseconds(now - due_));
    tick();
  });
}

void LoopLag::note(SteadyTime at, microseconds lag) {
  while (!notes_.empty() && notes_.back().lag <= lag) notes_.pop_back();
  notes_.push_back({at, lag});
  while (notes_.front().at < at - kMemory) notes_.pop_front();
}

microseconds LoopLag::longest_since(SteadyTime from, SteadyTime now) const {
  const auto it = std::lower_bound(notes_.begin(), notes_.end(), from,
                                   [](const Note& note, SteadyTime time) { return note.at < time; });
  microseconds longest{0};
  if (it != notes_.end()) longest = it->lag;
  if (running_ && now > due_) longest = std::max(longest, to_microseconds(now - due_));
  return longest;
}

void LoopLag::turn_begins(SteadyTime now) {
  if (now - turn_ended_ > kPause) busy_since_ = now;
}

microseconds LoopLag::late_by(SteadyTime now) const {
  // The tick comes with each look for events: what is seen now was not there at the last one.
  const SteadyTime looked = running_ ? due_ - kPeriod : busy_since_;
  const bool overdue = running_ && now - due_ > kUsualLag;
  const SteadyTime since = overdue ? looked : std::max(looked, busy_since_);
  return to_microseconds(now - std::min(now, since));
}

}  // namespace portalprobe
