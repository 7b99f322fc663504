#include "scheduler/overload.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

constexpr std::uint32_t kEnoughToSlow = 12;
constexpr std::uint32_t kEnoughToSpeedUp = 12;
constexpr SteadyTime::duration kNarrowest = std::chrono::microseconds(250);
constexpr SteadyTime::duration kWidest = std::chrono::seconds(1);

}  // namespace

void Overload::on_start(SteadyTime now) {
  const SteadyTime::duration interval = std::min(now - started_, kWidest);
  const bool pause = interval > 8 * interval_ && interval_.count() > 0;  // between rounds, say
  if (started_ != SteadyTime{} && !pause) interval_ += (interval - interval_) / 8;
  started_ = now;
}

void Overload::on_end(std::optional<bool> strained, SteadyTime begun, SteadyTime now) {
  if (!strained || begun < since_) return;  // what was under way before the last change tells nothing of it
  ++ends_;
  if (*strained) ++strained_;
  if (ends_ >= kEnoughToSlow && 2 * strained_ > ends_) {
    change(std::clamp(2 * std::max(space_, interval_), 2 * kNarrowest, kWidest), now);
  } else if (ends_ >= kEnoughToSpeedUp) {
    const bool calm = 4 * strained_ <= ends_;
    const SteadyTime::duration narrower = space_ * 3 / 4;
    change(!calm ? space_ : narrower < kNarrowest ? SteadyTime::duration(0) : narrower, now);
  }
}

void Overload::change(SteadyTime::duration space, SteadyTime now) {
  space_ = space;
  widest_ = std::max(widest_, space);
  since_ = now;
  ends_ = strained_ = 0;
}

}  // namespace portalprobe
