#include "core/score_card.hpp"

namespace portalprobe {

std::string_view to_string(LeftOut reason) {
  constexpr std::string_view kNames[] = {"excluded", "not_valid",   "out_of_period", "day_off",
                                         "stratum",  "maintenance", "proxy",         "wall",
                                         "vantage",  "network",     "unexplained",   "probe",
                                         "unfit",    "gave_up",     "other_profile", "no_value"};
  static_assert(std::size(kNames) == kLeftOutReasons);
  return kNames[static_cast<std::size_t>(reason)];
}

std::string_view to_string(Unscored why) {
  constexpr std::string_view kNames[] = {"inconclusive", "insufficient", "moved",       "not_confirmed",
                                         "role_missing", "not_measured", "not_verified"};
  return kNames[static_cast<std::size_t>(why)];
}

LeftOutCounts& LeftOutCounts::operator+=(const LeftOutCounts& other) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
  return *this;
}

SideCounts& SideCounts::operator+=(const SideCounts& other) {
  taken += other.taken;
  ok += other.ok;
  for (std::size_t i = 0; i < by_side.size(); ++i) by_side[i] += other.by_side[i];
  return *this;
}

}  // namespace portalprobe
