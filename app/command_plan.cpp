#include <fmt/format.h>

#include <iterator>

#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "app/page_engine.hpp"
#include "results/json_text.hpp"

namespace portalprobe {
namespace {

/// Written out in pieces: a plan may be long.
constexpr std::size_t kPiece = 1U << 18U;

void append_row(std::string& out, const Config& config, const PlannedMeasurement& planned) {
  const Portal& portal = config.portals[planned.portal];
  const Target& target = portal.targets[planned.target];
  fmt::format_to(std::back_inserter(out), "{}  {:>5}  {:<4}  {:<4}  {}/{}\n",
                 to_rfc3339(planned.scheduled_at), planned.round, to_string(planned.connection),
                 to_string(planned.ip_family), portal.id, target.id);
}

void append_object(std::string& out, const Config& config, const PlannedMeasurement& planned) {
  const Portal& portal = config.portals[planned.portal];
  const Target& target = portal.targets[planned.target];
  // Ids are plain letters, digits, dots and dashes; a URL is ASCII, but may have quotes.
  fmt::format_to(
      std::back_inserter(out),
      R"({{"scheduled_at":"{}","round":{},"portal_id":"{}","target_id":"{}","kind":"{}","engine":"{}","profile":"{}",)"
      R"("connection":"{}","ip_family":"{}","url":)",
      to_rfc3339(planned.scheduled_at), planned.round, portal.id, target.id, to_string(target.kind),
      to_string(planned.engine), to_string(planned.profile), to_string(planned.connection),
      to_string(planned.ip_family));
  append_json_string(out, target.url);
  out += '}';
}

std::string json_head(const PlanParameters& parameters, std::size_t planned) {
  std::string out = R"({"schedule":)";
  append_json_string(out, parameters.schedule.id);
  fmt::format_to(
      std::back_inserter(out),
      R"(,"scheduled_at":"{}","seed":{},"rounds":{},"window_us":{},"shard":"{}/{}","planned":{},"measurements":[)",
      to_rfc3339(parameters.scheduled_at), parameters.seed, parameters.schedule.rounds,
      parameters.schedule.window.count(), parameters.shard.index, parameters.shard.count, planned);
  return out + "\n";
}

std::string text_head(const PlanParameters& parameters, std::size_t planned) {
  return fmt::format(
      "# {} measurements of schedule {}, seed {}\n# scheduled_at (UTC)           round  conn  ip    target\n",
      planned, parameters.schedule.id, parameters.seed);
}

int print_plan(const Config& config, const PlanParameters& parameters,
               const std::vector<PlannedMeasurement>& plan, bool json) {
  std::string out = json ? json_head(parameters, plan.size()) : text_head(parameters, plan.size());
  for (std::size_t i = 0; i < plan.size(); ++i) {
    if (json) {
      append_object(out, config, plan[i]);
      out += i + 1 < plan.size() ? ",\n" : "\n";
    } else {
      append_row(out, config, plan[i]);
    }
    if (out.size() < kPiece) continue;
    if (const int code = print_or_fail(out); code != kDone) return code;
    out.clear();
  }
  if (json) out += "]}\n";
  return print_or_fail(out);
}

}  // namespace

int run_plan(const CommonOptions& common, const PlanOptions& options) {
  auto config = load_or_explain(options.config);
  if (!config) return kUsage;
  const PageEngineChoice pages = choose_page_engine(config->defaults);
  log_page_engine(pages);
  config->defaults.page_engine = pages.engine;
  const auto parameters = plan_parameters(*config, common, options);
  if (!parameters) return refuse(parameters.error().message, kUsage);
  const auto plan = plan_of(*config, *parameters);
  if (!plan) return refuse(plan.error().message, kUsage);
  const std::string short_of =
      browser_time_short(browser_time_of(*plan, config->defaults), parameters->schedule);
  if (!short_of.empty()) log_warning(short_of);
  return print_plan(*config, *parameters, *plan, common.json);
}

}  // namespace portalprobe
