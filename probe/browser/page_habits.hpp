#pragma once

#include <string>
#include <unordered_map>

#include "core/measurement.hpp"
#include "core/portal.hpp"
#include "probe/browser/page_watch.hpp"

namespace portalprobe {

/// What the visits of an engine have found out about each page.
class PageHabits {
 public:
  PageHabit of(const Portal& portal, const PlannedMeasurement& planned) const {
    const auto it = known_.find(key(portal, planned));
    return it == known_.end() ? PageHabit::unknown : it->second;
  }
  void learn(const Portal& portal, const PlannedMeasurement& planned, PageHabit habit) {
    if (habit != PageHabit::unknown) known_[key(portal, planned)] = habit;
  }

 private:
  static std::string key(const Portal& portal, const PlannedMeasurement& planned) {
    return portal.id + '/' + portal.targets[planned.target].id + '/' +
           std::string(to_string(planned.profile));
  }

  std::unordered_map<std::string, PageHabit> known_;
};

}  // namespace portalprobe
