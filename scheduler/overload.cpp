#include "scheduler/overload.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

using std::chrono::milliseconds;

/// What ends so soon after a change was under way before it.
constexpr SteadyTime::duration kSettling = milliseconds(300);
constexpr std::uint32_t kEnoughToSlow = 12;
constexpr std::uint32_t kEnoughToSpeedUp = 12;
constexpr SteadyTime::duration kNarrowest = std::chrono::microseconds(250);
constexpr SteadyTime::duration kWidest = std::chrono::seconds(1);

}  // namespace

void Overload::on_start(SteadyTime now) {
  if (starts_++ == 0 && since_ == SteadyTime{}) since_ = now;
}

void Overload::on_end(std::optional<microseconds> strain, SteadyTime now) {
  if (!strain || (space_.count() > 0 && now - since_ < kSettling)) return;
  ++ends_;
  if (*strain > strain_limit_) ++strained_;
  if (ends_ >= kEnoughToSlow && 4 * strained_ > ends_) {
    const SteadyTime::duration usual = (now - since_) / std::max(starts_, 1U);
    change(std::clamp(2 * std::max(space_, usual), 2 * kNarrowest, kWidest), now);
  } else if (ends_ >= kEnoughToSpeedUp) {
    const bool calm = 6 * strained_ <= ends_;
    const SteadyTime::duration narrower = space_ * 3 / 4;
    change(!calm ? space_ : narrower < kNarrowest ? SteadyTime::duration(0) : narrower, now);
  }
}

void Overload::change(SteadyTime::duration space, SteadyTime now) {
  space_ = space;
  widest_ = std::max(widest_, space);
  since_ = now;
  starts_ = ends_ = strained_ = 0;
}

}  // namespace portalprobe
