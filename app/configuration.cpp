#include "app/configuration.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <stdexcept>

#include "app/console.hpp"
#include "app/logging.hpp"
#include "config/duration.hpp"
#include "config/feasibility.hpp"
#include "config/load.hpp"
#include "core/sha256.hpp"
#include "scheduler/plan.hpp"
#include "scheduler/selection.hpp"

namespace portalprobe {
namespace {

Expected<Schedule> choose_schedule(const Config& config, const std::string& id) {
  if (id.empty()) return config.schedules.front();
  std::vector<std::string> known;
  for (const auto& schedule : config.schedules) {
    if (schedule.id == id) return schedule;
    known.push_back(schedule.id);
  }
  return fail(fmt::format("--schedule {}: no such schedule (there is {})", id, fmt::join(known, ", ")));
}

Expected<Shard> parse_shard(const std::string& text) {
  Shard shard;
  if (text.empty()) return shard;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, shard.index);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == '/') {
    const auto second = std::from_chars(first.ptr + 1, end, shard.count);
    if (second.ec == std::errc() && second.ptr == end && shard.index < shard.count && shard.count <= 10000)
      return shard;
  }
  return fail(fmt::format("--shard {}: not I/N with I from 0 to N-1 (right would be 0/3)", text));
}

/// The same configuration, schedule and moment give the same plan; the next night another one.
std::uint64_t default_seed(const Config& config, const PlanParameters& parameters) {
  const std::string hash =
      sha256_hex(config.sha256 + "\n" + parameters.schedule.id + "\n" + to_rfc3339(parameters.scheduled_at));
  std::uint64_t seed = 0;
  std::from_chars(hash.data(), hash.data() + 12, seed,
                  16);  // 48 bits: exact also for readers that only know doubles
  return seed;
}

/// The local date on which a sweep starts.
Day local_day(WallTime time, const std::string& zone) {
  const auto local = date::locate_zone(zone)->to_local(time);
  const date::year_month_day day(date::floor<date::days>(local));
  return Day{std::chrono::year(static_cast<int>(day.year())),
             std::chrono::month(static_cast<unsigned>(day.month())),
             std::chrono::day(static_cast<unsigned>(day.day()))};
}

}  // namespace

std::optional<Config> load_or_explain(const std::string& file) {
  auto config = load_config(file);
  if (config) return std::move(*config);
  for (const auto& problem : config.error()) log_error(problem.text());
  return std::nullopt;
}

Expected<PlanParameters> plan_parameters(const Config& config, const CommonOptions& common,
                                         const PlanOptions& options) {
  PlanParameters parameters;
  auto schedule = choose_schedule(config, options.schedule);
  if (!schedule) return tl::unexpected(schedule.error());
  parameters.schedule = std::move(*schedule);
  if (options.rounds) {
    if (*options.rounds < 1 || *options.rounds > 100000)
      return fail("--rounds: not a number from 1 to 100000");
    parameters.schedule.rounds = *options.rounds;
  }
  if (!options.window.empty()) {
    const auto window = parse_duration(options.window);
    if (!window) return fail("--window: " + window.error().message);
    parameters.schedule.window = *window;
  }
  if (options.now) parameters.schedule.window = microseconds(0);
  parameters.now = parameters.schedule.window == microseconds(0);

  parameters.scheduled_at = SystemClock().wall();
  if (!options.scheduled_at.empty()) {
    const auto time = parse_rfc3339(options.scheduled_at);
    if (!time) return fail("--scheduled-at: " + time.error().message);
    parameters.scheduled_at = *time;
  }
  const auto shard = parse_shard(options.shard);
  if (!shard) return tl::unexpected(shard.error());
  parameters.shard = *shard;
  parameters.only = common.only;
  parameters.seed = common.seed ? *common.seed : default_seed(config, parameters);
  return parameters;
}

Expected<std::vector<PlannedMeasurement>> plan_of(const Config& config, const PlanParameters& parameters) {
  const auto& families = config.defaults.ip_families;
  if (const auto lost = globs_without_match(parameters.only, config.portals); !lost.empty()) {
    return fail(
        fmt::format("--only {}: no portal or portal/target has such an id (`portals list` shows them)",
                    fmt::join(lost, ", ")));
  }
  const auto reasons =
      infeasible(config.portals, parameters.schedule, config.limits, RoundSettings(config.defaults));
  if (!reasons.empty()) return fail(fmt::format("{}", fmt::join(reasons, "\n")));

  PlanRequest request;
  request.portals = config.portals;
  request.families = families;
  request.page_loads = page_loads_of(config.defaults);
  request.rounds = parameters.schedule.rounds;
  request.window = parameters.schedule.window;
  request.host_gap = config.limits.host_gap;
  request.seed = parameters.seed;
  request.start = parameters.scheduled_at;
  request.day = local_day(parameters.scheduled_at, parameters.schedule.time_zone);
  request.only = parameters.only;
  request.shard = parameters.shard;
  return make_plan(request);
}

}  // namespace portalprobe
