#pragma once

#include <bitset>
#include <string>
#include <string_view>

#include "core/expected.hpp"

namespace portalprobe {

/// A cron line of five fields, each as the set of values that match.
struct Cron {
  std::bitset<60> minutes;
  std::bitset<24> hours;
  std::bitset<32> days;      ///< of the month, 1 to 31
  std::bitset<13> months;    ///< 1 to 12
  std::bitset<7> weekdays;   ///< 0 is Sunday
  bool any_day = false;      ///< the day field begins with `*`
  bool any_weekday = false;  ///< the weekday field begins with `*`
  bool operator==(const Cron&) const = default;
};

/// Reads `MINUTE HOUR DAY MONTH WEEKDAY`: numbers, names (JAN, MON; case does not matter), lists, ranges,
/// steps; 7 is Sunday too. A line that no day can ever match (30 February) is refused. The error names the
/// field and what it may hold.
Expected<Cron> parse_cron(std::string_view text);

/// Whether a local day matches. As in every cron since Vixie's: where both day fields are restricted, either
/// of them is enough.
bool matches_day(const Cron& cron, unsigned day_of_month, unsigned month, unsigned weekday);

}  // namespace portalprobe
