#pragma once

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/criterion.hpp"
#include "core/portal.hpp"

namespace portalprobe {

/// Samples that do not count, by somebody's decision: those of a portal, or of one of its targets, that
/// started in [from, to).
struct Exclusion {
  std::string portal_id;
  std::string target_id;  ///< empty: all of the portal's
  WallTime from;
  WallTime to;
  std::string reason;
  std::string decided_by;
  bool operator==(const Exclusion&) const = default;
};

/// A day that is not what its weekday says.
struct NamedDay {
  Day day{};
  std::string name;
  bool operator==(const NamedDay&) const = default;
};

/// One year's days off besides weekends, and Saturdays and Sundays on which the authorities work to make up
/// for days off.
struct Holidays {
  int year = 0;
  std::vector<NamedDay> days_off;      ///< in calendar order
  std::vector<NamedDay> working_days;  ///< in calendar order
  bool operator==(const Holidays&) const = default;
};

/// A period, and what the sweeps within it are judged by. Read from a file and valid: nobody checks it again.
struct Evaluation {
  std::string id;
  Day from{};  ///< local dates of `time_zone`, both inclusive
  Day to{};
  std::string time_zone = "Asia/Ho_Chi_Minh";
  WallTime begins;  ///< the first moment of `from`
  WallTime ends;    ///< the first moment after `to`

  std::string criterion;  ///< path
  std::string criterion_sha256;
  Criterion rules;       ///< what that file says
  std::string registry;  ///< path
  std::string registry_sha256;
  std::vector<Portal> portals;  ///< those of the registry
  std::vector<std::string> vantages;
  std::vector<Exclusion> exclusions;  ///< by portal, then time
  std::vector<Holidays> holidays;     ///< by year; empty: weekends alone are days off

  std::string file;
  std::string sealed;  ///< canonical JSON of what sweeps are bound to
  std::string sha256;  ///< of `sealed`
  bool operator==(const Evaluation&) const = default;
};

/// Whether people are at work that day: weekdays, but days off, and make-up days.
bool is_working_day(const std::vector<Holidays>& holidays, Day day);

/// Whether an exclusion covers that target's sample.
bool is_excluded(const std::vector<Exclusion>& exclusions, const std::string& portal_id,
                 const std::string& target_id, WallTime started_at);

}  // namespace portalprobe
