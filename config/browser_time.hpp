#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/portal.hpp"
#include "core/round.hpp"
#include "core/settings.hpp"

namespace portalprobe {

/// What one visit of a browser is reckoned to take. From the end of observation (docs/browser.md): 1 s of
/// quiet after load and paint where nothing is left that could change the page, 5.25 s where something is,
/// which the later visits of a sweep are mostly spared; with 1 to 3 s for the page itself over the profiles'
/// links. A guess for plans, and in no measurement.
inline constexpr microseconds kUsualVisit = seconds(5);

/// What a sweep's visits of a browser take together.
struct BrowserTime {
  std::uint64_t visits = 0;
  std::size_t at_once = 1;
  microseconds together{0};
  bool operator==(const BrowserTime&) const = default;
};

BrowserTime browser_time(std::uint64_t visits, std::size_t at_once);
/// How many of them so many rounds ask for.
std::uint64_t browser_visits(std::span<const Portal> portals, int rounds, const RoundSettings& settings);

/// `2040 visits of a browser take about 2h50m, one at a time at 5s each`.
std::string browser_time_text(const BrowserTime& time);
/// That they cannot be made in the schedule's window, and what would be right; empty: they can. A window of 0
/// is as long as they take.
std::string browser_time_short(const BrowserTime& time, const Schedule& schedule);

}  // namespace portalprobe
