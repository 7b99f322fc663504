#include "core/evaluation.hpp"

#include <algorithm>

namespace portalprobe {

bool is_working_day(const std::vector<Holidays>& holidays, Day day) {
  for (const auto& year : holidays) {
    if (std::ranges::find(year.working_days, day, &NamedDay::day) != year.working_days.end()) return true;
    if (std::ranges::find(year.days_off, day, &NamedDay::day) != year.days_off.end()) return false;
  }
  const std::chrono::weekday weekday{std::chrono::sys_days(day)};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

bool is_excluded(const std::vector<Exclusion>& exclusions, const std::string& portal_id,
                 const std::string& target_id, WallTime started_at) {
  // Iterators, not the range of both: clang 14 cannot look through libstdc++'s subrange.
  const auto first = std::ranges::lower_bound(exclusions, portal_id, {}, &Exclusion::portal_id);
  const auto last = std::ranges::upper_bound(exclusions, portal_id, {}, &Exclusion::portal_id);
  return std::any_of(first, last, [&](const Exclusion& exclusion) {
    const bool is_target = exclusion.target_id.empty() || exclusion.target_id == target_id;
    return is_target && started_at >= exclusion.from && started_at < exclusion.to;
  });
}

}  // namespace portalprobe
