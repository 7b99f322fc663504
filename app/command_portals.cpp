#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <utility>

#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/measuring.hpp"
#include "app/text_file.hpp"
#include "app/wiring.hpp"
#include "core/url.hpp"
#include "report/sign_off.hpp"
#include "report/text_table.hpp"
#include "scheduler/selection.hpp"

namespace portalprobe {
namespace {

/// Every configured page and action once, cold, for those that `--only` asks for.
std::vector<PlannedMeasurement> one_look_at_each(const Config& config, const std::vector<std::string>& only) {
  const Selection selection(only, config.portals);
  std::vector<PlannedMeasurement> plan;
  const WallTime now = SystemClock().wall();
  for (std::uint32_t portal = 0; portal < config.portals.size(); ++portal) {
    const auto& targets = config.portals[portal].targets;
    for (std::uint16_t target = 0; target < targets.size(); ++target) {
      if (!targets[target].configured || !selection.contains(portal, target)) continue;
      PlannedMeasurement planned;
      planned.scheduled_at = now;
      planned.portal = portal;
      planned.target = target;
      planned.ip_family = config.defaults.ip_families.front();
      plan.push_back(planned);
    }
  }
  return plan;
}

std::vector<SignOffRow> rows_of(const Config& config, const std::vector<Sample>& samples) {
  std::vector<SignOffRow> rows;
  for (const auto& portal : config.portals) {
    for (const auto& target : portal.targets) {
      for (const auto& sample : samples) {
        if (sample.portal_id != portal.id || sample.target_id != target.id) continue;
        const auto url = parse_url(sample.final_url);
        rows.push_back({portal.id, portal.name, target.role, target.url, sample.outcome, sample.http_status,
                        url ? url->host : std::string(), sample.title, sample.detail, sample.remote_ip,
                        sample.started_at});
      }
    }
  }
  return rows;
}

}  // namespace

int run_portals_list(const CommonOptions& common, const std::string& file) {
  const auto config = load_or_explain(file);
  if (!config) return kUsage;
  if (common.json) {
    std::string lines;
    for (const auto& portal : config->portals) {
      for (const auto& target : portal.targets) {
        const nlohmann::ordered_json line = {{"portal_id", portal.id},
                                             {"target_id", target.id},
                                             {"name", portal.name},
                                             {"block", portal.block},
                                             {"kind", to_string(target.kind)},
                                             {"role", target.role},
                                             {"url", target.url},
                                             {"confidence", portal.confidence},
                                             {"verified", portal.verified.has_value()}};
        lines += line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
      }
    }
    return print_or_fail(lines);
  }
  TextTable table({{"id"},
                   {"name", Align::left, Overflow::cut},
                   {"block"},
                   {"region", Align::left, Overflow::cut},
                   {"confidence"},
                   {"first page", Align::left, Overflow::cut}});
  for (const auto& portal : config->portals) {
    table.add(
        {portal.id, portal.name, portal.block, portal.region, portal.confidence, portal.targets.front().url});
  }
  return print_or_fail(table.text(terminal_width(STDOUT_FILENO)));
}

int run_portals_verify(const CommonOptions& common, const VerifyOptions& options) {
  const auto config = load_or_explain(options.config);
  if (!config) return kUsage;
  auto engine = engine_options(config->defaults, config->portals, common);
  if (!engine) return refuse(engine.error().message, kUsage);
  SweepOrder order;
  order.plan = one_look_at_each(*config, common.only);
  order.portals = config->portals;
  order.limits = config->limits;
  order.at_once = true;
  Signals signals;
  const auto collected = measure_and_collect(signals, std::move(*engine), std::move(order));
  if (!collected) return refuse(collected.error().message, kOwnError);
  const auto rows = rows_of(*config, collected->samples);
  const int printed = options.output.empty()
                          ? print_or_fail(sign_off_text(rows, terminal_width(STDOUT_FILENO)))
                          : write_text_file(options.output, sign_off_csv(rows));
  if (collected->signal != 0) return kSignalBase + collected->signal;
  return printed;
}

}  // namespace portalprobe
