#pragma once

#include <string>
#include <unordered_map>

#include "core/measurement.hpp"
#include "core/portal.hpp"
#include "probe/browser/page_watch.hpp"

namespace portalprobe {

/// What the visits of an engine have found out about each page, from those that went well.
class PageHabits {
 public:
  /// So many visits in a row are short ones; the next is long again: pages change. A night of 24 rounds has
  /// one.
  static constexpr int kTrusted = 23;

  PageHabit of(const Portal& portal, const PlannedMeasurement& planned) const {
    const auto it = known_.find(key(portal, planned));
    if (it == known_.end() || it->second.short_visits >= kTrusted) return PageHabit::unknown;
    return it->second.habit;
  }
  void learn(const Portal& portal, const PlannedMeasurement& planned, PageHabit habit) {
    if (habit == PageHabit::unknown) return;
    const bool was_short = of(portal, planned) == PageHabit::settles;
    Known& known = known_[key(portal, planned)];
    if (known.habit == PageHabit::stirs) return;  // what it did once it may do again
    known.short_visits = was_short && habit == PageHabit::settles ? known.short_visits + 1 : 0;
    known.habit = habit;
  }

 private:
  struct Known {
    PageHabit habit = PageHabit::unknown;
    int short_visits = 0;  ///< that trusted it, since it was found out
  };

  static std::string key(const Portal& portal, const PlannedMeasurement& planned) {
    return portal.id + '/' + portal.targets[planned.target].id + '/' +
           std::string(to_string(planned.profile));
  }

  std::unordered_map<std::string, Known> known_;
};

}  // namespace portalprobe
