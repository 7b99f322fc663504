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
  const auto of_portal = std::ranges::equal_range(exclusions, portal_id, {}, &Exclusion::portal_id);
  return std::ranges::any_of(of_portal, [&](const Exclusion& exclusion) {
    const bool is_target = exclusion.target_id.empty() || exclusion.target_id == target_id;
    return is_target && started_at >= exclusion.from && started_at < exclusion.to;
  });
}

}  // namespace portalprobe
