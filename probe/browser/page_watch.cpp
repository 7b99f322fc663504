#include "probe/browser/page_watch.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

/// Of Lighthouse's, where it does not simulate: `nonSimulatedSettingsOverrides` and its `pauseAfter...Ms`.
constexpr microseconds kLong = std::chrono::milliseconds(5'250);
/// What happens between this and `kLong` decides on later visits, so both end a visit at the same moment of
/// rest.
constexpr microseconds kShort = std::chrono::milliseconds(500);
/// A page that is quiet now and then and never for long is left.
constexpr microseconds kMostAfterRest = 2 * kLong;

QuietRules rules_of(microseconds quiet, microseconds longest) {
  QuietRules rules;
  rules.after_load = rules.after_paint = rules.network = rules.main_thread = quiet;
  rules.longest = std::min(rules.longest, longest);
  return rules;
}

}  // namespace

PageWatch::PageWatch(SteadyTime began, microseconds longest, PageHabit habit)
    : short_(began, rules_of(kShort, longest)),
      long_(began, rules_of(kLong, longest)),
      habit_(habit),
      last_(began + std::min(QuietRules().longest, longest)) {}

void PageWatch::on_navigated() {
  short_.on_navigated();
  long_.on_navigated();
  if (rested_) has_changed_ = true;
  rested_.reset();
  over_ = false;
}

void PageWatch::on_load(SteadyTime at) {
  short_.on_load(at);
  long_.on_load(at);
}

void PageWatch::on_network(std::size_t in_flight, std::size_t urgent, SteadyTime at) {
  short_.on_network(in_flight, urgent, at);
  long_.on_network(in_flight, urgent, at);
}

void PageWatch::on_times(const PageTimes& times, SteadyTime zero, bool is_busy, SteadyTime now) {
  for (QuietWatch* watch : {&short_, &long_}) {
    if (times.first_contentful_paint) watch->on_paint(zero + *times.first_contentful_paint);
    for (const auto& task : times.long_tasks) watch->on_long_task(zero + task.start + task.duration);
  }
  const Figures figures{times.largest_contentful_paint, times.shifts.size(), times.long_tasks.size()};
  if (!rested_) {
    if (!short_.is_over(now) || short_.is_cut_short(now)) return;
    rested_ = now;
    at_rest_ = figures;
    over_ = habit_ == PageHabit::settles || (habit_ == PageHabit::unknown && !times.may_change && !is_busy);
    return;
  }
  if (figures != at_rest_) has_changed_ = true;
  if (!is_ready(now)) return;
  over_ = true;
  was_long_ = to_microseconds(now - *rested_) >= kLong - kShort;
}

SteadyTime PageWatch::ready_at() const {
  if (!rested_) return short_.ready_at();
  return std::min({long_.ready_at(), *rested_ + kMostAfterRest, last_});
}

PageHabit PageWatch::habit() const {
  if (has_changed_) return PageHabit::stirs;
  return over_ && was_long_ && habit_ == PageHabit::unknown ? PageHabit::settles : habit_;
}

}  // namespace portalprobe
