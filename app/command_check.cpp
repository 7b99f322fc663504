#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/console.hpp"
#include "app/documents.hpp"
#include "app/evaluation.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "app/page_engine.hpp"
#include "app/plan_reach.hpp"
#include "config/duration.hpp"
#include "config/feasibility.hpp"
#include "config/load_evaluation.hpp"
#include "core/round.hpp"
#include "scoring/quantile_interval.hpp"

namespace portalprobe {
namespace {

struct ScheduleReport {
  const Schedule* schedule = nullptr;
  std::uint64_t planned = 0;
  microseconds smallest{0};
  BrowserTime browser;
};

ScheduleReport report_on(const Config& config, const Schedule& schedule) {
  ScheduleReport report{&schedule, 0, {}, browser_time_of(config, schedule)};
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
  return text;
}

std::string as_json(const Config& config, std::uint64_t unverified, const PageEngineChoice& pages,
                    const PlanReach& reach) {
  nlohmann::ordered_json schedules = nlohmann::ordered_json::array();
  const auto rounds_for_a_p75 = static_cast<int>(smallest_sample_for_upper_end(0.75, 0.95));
  for (const auto& schedule : config.schedules) {
    const auto report = report_on(config, schedule);
    schedules.push_back({{"id", schedule.id},
                         {"planned", report.planned},
                         {"rounds", schedule.rounds},
                         {"window_us", schedule.window.count()},
                         {"smallest_window_us", report.smallest.count()},
                         {"bounds_p75", schedule.rounds >= rounds_for_a_p75},
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
                                {"criterion", nlohmann::ordered_json::parse(reach.json())},
                                {"page_engine", to_string(pages.engine)}};
  if (!pages.reason.empty()) all["page_engine_reason"] = pages.reason;
  if (pages.vietnamese_fonts) all["vietnamese_fonts"] = *pages.vietnamese_fonts;
  return all.dump() + "\n";
}

}  // namespace

int run_check(const CommonOptions& common, const CheckOptions& options) {
  const std::string& file = options.config;
  auto config = load_or_explain(file);
  if (!config) return kUsage;
  std::optional<Evaluation> evaluation;
  if (!options.evaluation.empty()) {
    evaluation = load_evaluation_or_explain(options.evaluation);
    if (!evaluation) return kUsage;
    const auto reasons = why_not_part(*evaluation, *config, evaluation->begins);
    for (const auto& reason : reasons) log_error(reason);
    if (!reasons.empty()) return kUsage;
  }
  const auto criterion =
      evaluation ? tl::expected<Criterion, int>(evaluation->rules)
                 : criterion_or_explain(config->criterion.empty() ? kUsualCriterion : config->criterion);
  if (!criterion) return criterion.error();
  const PageEngineChoice pages = choose_page_engine(config->defaults);
  config->defaults.page_engine = pages.engine;
  const PlanReach reach(*config, *criterion, evaluation);
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
  if (common.json) return print_or_fail(as_json(*config, unverified, pages, reach));

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
  text += reach.text();
  return print_or_fail(text);
}

}  // namespace portalprobe
