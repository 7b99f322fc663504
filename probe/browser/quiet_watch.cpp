#include "probe/browser/quiet_watch.hpp"

#include <algorithm>

namespace portalprobe {

QuietWatch::QuietWatch(SteadyTime began, QuietRules rules)
    : rules_(rules), began_(began), network_quiet_(began), last_task_(began) {}

void QuietWatch::on_navigated() {
  loaded_.reset();
  painted_.reset();
}

void QuietWatch::on_load(SteadyTime at) {
  if (!loaded_) loaded_ = since_begin(at);
}

void QuietWatch::on_paint(SteadyTime at) {
  if (!painted_) painted_ = since_begin(at);
}

void QuietWatch::on_network(std::size_t in_flight, std::size_t urgent, SteadyTime at) {
  if (in_flight > rules_.requests || urgent > 0) {
    network_quiet_.reset();
  } else if (!network_quiet_) {
    network_quiet_ = since_begin(at);
  }
}

void QuietWatch::on_long_task(SteadyTime end) { last_task_ = std::max(last_task_, end); }

SteadyTime QuietWatch::ready_at() const {
  const SteadyTime last = began_ + rules_.longest;
  return std::min(quiet_at().value_or(last), last);
}

bool QuietWatch::is_cut_short(SteadyTime now) const {
  const auto quiet = quiet_at();
  return is_over(now) && (!quiet || *quiet > now);
}

StillAwaited QuietWatch::awaited(SteadyTime now) const {
  if (!loaded_) return StillAwaited::load;
  if (!painted_ && now < began_ + rules_.paint_awaited) return StillAwaited::paint;
  return network_quiet_ ? StillAwaited::nothing : StillAwaited::network;
}

SteadyTime QuietWatch::since_begin(SteadyTime at) const { return std::max(at, began_); }

std::optional<SteadyTime> QuietWatch::quiet_at() const {
  if (!loaded_ || !network_quiet_) return std::nullopt;
  const SteadyTime painted = painted_ ? *painted_ + rules_.after_paint : began_ + rules_.paint_awaited;
  return std::max({*loaded_ + rules_.after_load, painted, *network_quiet_ + rules_.network,
                   last_task_ + rules_.main_thread});
}

}  // namespace portalprobe
