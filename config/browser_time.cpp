#include "config/browser_time.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/duration.hpp"

namespace portalprobe {
namespace {

std::string rounded(microseconds time) {
  return format_duration(std::chrono::ceil<std::chrono::minutes>(time));
}

}  // namespace

BrowserTime browser_time(std::uint64_t visits, std::size_t at_once) {
  const std::uint64_t lanes = std::max<std::size_t>(at_once, 1);
  const std::uint64_t in_a_row = visits / lanes + (visits % lanes == 0 ? 0 : 1);
  return {visits, at_once, kUsualVisit * static_cast<microseconds::rep>(in_a_row)};
}

std::uint64_t browser_visits(std::span<const Portal> portals, int rounds, const RoundSettings& settings) {
  if (rounds <= 0) return 0;
  std::uint64_t visits = 0;
  for (const auto& portal : portals) {
    for (const auto& unit : round_units(portal, settings)) {
      if (needs_browser(unit.engine))
        visits += unit.first_round_only ? 1U : static_cast<std::uint64_t>(rounds);
    }
  }
  return visits;
}

std::string browser_time_text(const BrowserTime& time) {
  return fmt::format("{} visits of a browser take about {}, {} at a time at {} each", time.visits,
                     rounded(time.together), time.at_once == 1 ? "one" : std::to_string(time.at_once),
                     format_duration(kUsualVisit));
}

std::string browser_time_short(const BrowserTime& time, const Schedule& schedule) {
  if (schedule.window == microseconds(0) || time.together <= schedule.window) return {};
  std::string text = fmt::format("schedule '{}': {}, and the window is {}: plan ", schedule.id,
                                 browser_time_text(time), format_duration(schedule.window));
  const auto rounds =
      schedule.rounds * (schedule.window.count() / 1'000'000) / (time.together.count() / 1'000'000);
  if (rounds > 0) text += fmt::format("at most {} rounds, or ", rounds);
  return text + fmt::format("a window of {} or more (defaults.cores_per_visit says how many run at a time)",
                            rounded(time.together));
}

}  // namespace portalprobe
