#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/page_engine.hpp"
#include "config/duration.hpp"
#include "config/feasibility.hpp"
#include "core/round.hpp"

namespace portalprobe {
namespace {

/// The fewest samples of which the p75 can have an upper end with 95 % two-sided confidence: 1 − 0.75^n ≥
/// 0.975.
int samples_for_a_bounded_p75() { return static_cast<int>(std::ceil(std::log(0.025) / std::log(0.75))); }

struct ScheduleReport {
  const Schedule* schedule = nullptr;
  std::uint64_t planned = 0;
  microseconds smallest{0};
  bool bounded = false;  ///< one sweep gives a p75 with an upper end
  BrowserTime browser;
};

ScheduleReport report_on(const Config& config, const Schedule& schedule) {
  ScheduleReport report{
      &schedule, 0, {}, schedule.rounds >= samples_for_a_bounded_p75(), browser_time_of(config, schedule)};
  for (const auto& portal : config.portals) {
    report.planned += measurements_in(portal, schedule.rounds, RoundSettings(config.defaults));
  }
  report.smallest =
      smallest_window(config.portals, schedule.rounds, config.limits, RoundSettings(config.defaults));
  return report;
}

std::string sentence(const ScheduleReport& report) {
  const Schedule& schedule = *report.schedule;
  std::string text =
      fmt::format("schedule {}: {} measurements in {} rounds over {} (the limits would allow {})\n",
                  schedule.id, report.planned, schedule.rounds, format_duration(schedule.window),
                  format_duration(std::chrono::ceil<std::chrono::seconds>(report.smallest)));
  if (report.browser.visits > 0) {
    const std::string short_of = browser_time_short(report.browser, schedule);
    text += short_of.empty() ? fmt::format("  {}\n", browser_time_text(report.browser))
                             : fmt::format("  the plan cannot be carried out: {}\n", short_of);
  }
  if (report.bounded) {
    return text +
           "  one sweep can bound the p75 of a target; a verdict over a period needs at least 14 nights\n";
  }
  return text + fmt::format(
                    "  one sweep cannot bound the p75 of a target: that takes {} rounds (95 % confidence); "
                    "{} such sweeps can\n",
                    samples_for_a_bounded_p75(),
                    (samples_for_a_bounded_p75() + schedule.rounds - 1) / schedule.rounds);
}

std::string as_json(const Config& config, std::uint64_t unverified, const PageEngineChoice& pages) {
  nlohmann::ordered_json schedules = nlohmann::ordered_json::array();
  for (const auto& schedule : config.schedules) {
    const auto report = report_on(config, schedule);
    schedules.push_back({{"id", schedule.id},
                         {"planned", report.planned},
                         {"rounds", schedule.rounds},
                         {"window_us", schedule.window.count()},
                         {"smallest_window_us", report.smallest.count()},
                         {"bounds_p75", report.bounded},
                         {"browser_visits", report.browser.visits},
                         {"browser_visits_at_once", report.browser.at_once},
                         {"browser_time_us", report.browser.together.count()},
                         {"browser_time_fits", browser_time_short(report.browser, schedule).empty()}});
  }
  nlohmann::ordered_json all = {{"valid", true},
                                {"config_sha256", config.sha256},
                                {"portals", config.portals.size()},
                                {"unverified", unverified},
                                {"schedules", schedules},
                                {"page_engine", to_string(pages.engine)}};
  if (!pages.reason.empty()) all["page_engine_reason"] = pages.reason;
  if (pages.vietnamese_fonts) all["vietnamese_fonts"] = *pages.vietnamese_fonts;
  return all.dump() + "\n";
}

}  // namespace

int run_check(const CommonOptions& common, const std::string& file) {
  auto config = load_or_explain(file);
  if (!config) return kUsage;
  const PageEngineChoice pages = choose_page_engine(config->defaults);
  config->defaults.page_engine = pages.engine;
  std::uint64_t targets = 0;
  std::uint64_t unverified = 0;
  std::uint64_t without_action = 0;
  std::uint64_t systems = 0;
  for (const auto& portal : config->portals) {
    targets += portal.targets.size();
    systems += portal.systems.size();
    if (!portal.verified) ++unverified;
    for (const auto& target : portal.targets) {
      if (!target.configured) ++without_action;
    }
  }
  if (common.json) return print_or_fail(as_json(*config, unverified, pages));

  std::string text =
      fmt::format("{}: valid\n{} portals with {} targets\n", file, config->portals.size(), targets - systems);
  if (systems > 0) {
    text += fmt::format("{} other systems are looked at for the EMC tag, once a sweep\n", systems);
  }
  if (unverified > 0) {
    text += fmt::format("{} portals are not verified: they are measured, and an evaluation leaves them out\n",
                        unverified);
  }
  if (without_action > 0) {
    text += fmt::format("{} portals have no action of their own: their default action can never pass\n",
                        without_action);
  }
  if (!pages.reason.empty()) text += pages.reason + "\n";
  if (const std::string warning = font_warning(pages); !warning.empty()) text += warning + "\n";
  for (const auto& schedule : config->schedules) text += sentence(report_on(*config, schedule));
  return print_or_fail(text);
}

}  // namespace portalprobe
