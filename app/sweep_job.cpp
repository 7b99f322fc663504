#include "app/sweep_job.hpp"

#include <fmt/format.h>

#include <utility>

#include "app/exit_code.hpp"
#include "app/host_facts.hpp"
#include "probe/self/processor_benchmark.hpp"
#include "results/find_sweep.hpp"
#include "scheduler/side_series.hpp"

namespace portalprobe {
namespace {

using ExpectedPages = tl::expected<PageEngineChoice, JobError>;

tl::unexpected<JobError> stop(std::string message, int code) {
  return tl::unexpected(JobError{std::move(message), code});
}

SweepRecord new_record(const Config& config, const PlanParameters& parameters, std::uint64_t planned) {
  SweepRecord record;
  record.name = config.name;
  record.vantage_id = config.vantage.id;
  record.vantage_description = config.vantage.description;
  record.vantage_network = config.vantage.network;
  record.schedule_id = parameters.schedule.id;
  record.stratum = parameters.schedule.stratum;
  record.shard = parameters.shard;
  record.scheduled_at = parameters.scheduled_at;
  record.started_at = SystemClock().wall();
  record.planned = planned;
  record.seed = parameters.seed;
  record.rounds = static_cast<std::uint32_t>(parameters.schedule.rounds);
  record.window = parameters.schedule.window;
  record.now = parameters.now;
  record.only = parameters.only;
  record.config_json = config.resolved;
  record.config_sha256 = config.sha256;
  record.evaluation_sha256 = parameters.evaluation_sha256;
  record.versions = program_versions();
  record.host = host_facts();

  std::string further = fmt::format("{} {} {}", record.seed, record.rounds, record.window.count());
  for (const auto& glob : record.only) further += "\n" + glob;
  record.id = make_sweep_id(record.scheduled_at, record.name, record.vantage_id, record.schedule_id,
                            record.config_sha256, further);
  return record;
}

/// What loads the pages of a sweep that goes on: what loaded them before.
ExpectedPages pages_of(const Config& config, const SweepRecord& record) {
  ProbeSettings settings = config.defaults;
  settings.page_engine = page_engine_noted(record.versions, settings.page_engine);
  const bool was_open = config.defaults.page_engine == PageEngine::automatic;
  PageEngineChoice pages = choose_page_engine(settings);
  if (was_open && pages.is_worse) {
    return stop(fmt::format("sweep {} was begun with a browser, and goes on with one only: {}", record.id,
                            pages.reason),
                kUsage);
  }
  return pages;
}

/// What the sweep was begun with, so that the same plan comes out again.
Expected<PlanParameters> parameters_of(const Config& config, const SweepRecord& record) {
  CommonOptions common;
  common.only = record.only;
  common.seed = record.seed;
  PlanOptions options;
  options.schedule = record.schedule_id;
  auto parameters = plan_parameters(config, common, options);
  if (!parameters) return parameters;
  parameters->schedule.rounds = static_cast<int>(record.rounds);
  parameters->schedule.window = record.window;
  parameters->now = record.now;
  parameters->scheduled_at = record.scheduled_at;
  parameters->shard = record.shard;
  return parameters;
}

SampleKey key_of(const Config& config, const PlannedMeasurement& planned) {
  const Portal& portal = config.portals[planned.portal];
  const Target& target = portal.targets[planned.target];
  SampleKey key;
  key.portal_id = portal.id;
  key.target_id = target.id;
  key.kind = target.kind;
  key.engine = planned.engine;
  key.profile = planned.profile;
  key.connection = planned.connection;
  key.ip_family = planned.ip_family;
  key.round = planned.round;
  return key;
}

}  // namespace

ExpectedJob begin_job(const Config& config, const PlanParameters& parameters, PageEngineChoice pages,
                      const std::vector<ClockReading>& clock, Store& store) {
  auto plan = plan_of(config, parameters);
  if (!plan) return stop(plan.error().message, kUsage);
  SweepJob job;
  job.record = new_record(config, parameters, plan->size());
  note_page_engine(pages, config.defaults.profile, job.record.versions);
  job.pages = std::move(pages);
  job.record.clock = clock;
  job.record.processor_benchmark = processor_benchmark();
  job.plan = std::move(*plan);
  job.schedule = parameters.schedule;
  job.first_side_round = next_side_round(std::nullopt, job.record.shard.index, job.record.shard.count);
  if (const auto begun = store.begin_sweep(job.record); !begun)
    return stop(begun.error().message, kStoreFailed);
  return job;
}

ExpectedJob resume_job(Config& config, const std::string& which, const PlanParameters& asked, Store& store) {
  const auto sweeps = store.sweeps();
  if (!sweeps) return stop("--resume: " + sweeps.error().message, kStoreFailed);
  const auto id = choose_sweep(*sweeps, which);
  if (!id) return stop("--resume: " + id.error().message, kUsage);
  const auto shard =
      choose_shard(*sweeps, *id, asked.shard.count > 1 ? std::optional(asked.shard) : std::nullopt);
  if (!shard) return stop("--resume: " + shard.error().message, kUsage);
  const auto known = store.sweep(*id, *shard);
  if (!known) return stop("--resume: " + known.error().message, kStoreFailed);
  if (known->imported) {
    return stop(fmt::format("sweep {} was imported: only its own vantage can resume it", *id), kUsage);
  }
  if (known->config_sha256 != config.sha256) {
    return stop(fmt::format("sweep {} was begun with another configuration (SHA-256 {}..., this one is "
                            "{}...): resume it with the "
                            "file as it was, or start a new sweep",
                            *id, known->config_sha256.substr(0, 12), config.sha256.substr(0, 12)),
                kUsage);
  }
  const std::string& seal = asked.evaluation_sha256;
  if (!seal.empty() && known->evaluation_sha256 != seal) {
    return stop(
        fmt::format(
            "sweep {} is {}: resume it without --evaluation, or with the files as they were", *id,
            known->evaluation_sha256.empty() ? "part of no evaluation" : "sealed by another evaluation"),
        kUsage);
  }
  auto pages = pages_of(config, *known);
  if (!pages) return tl::unexpected(pages.error());
  config.defaults.page_engine = pages->engine;
  const auto parameters = parameters_of(config, *known);
  if (!parameters) return stop(parameters.error().message, kUsage);
  auto plan = plan_of(config, *parameters);
  if (!plan) return stop(plan.error().message, kUsage);
  const auto keys = store.stored_keys(*id);
  if (!keys) return stop(keys.error().message, kStoreFailed);

  SweepJob job;
  job.resumed = true;
  job.pages = std::move(*pages);
  job.schedule = parameters->schedule;
  for (const auto& planned : *plan) {
    if (!keys->contains(key_of(config, planned))) job.plan.push_back(planned);
  }
  job.stored_before = plan->size() - job.plan.size();
  job.record = *known;
  job.first_side_round =
      next_side_round(keys->largest_side_round(), job.record.shard.index, job.record.shard.count);
  if (job.plan.empty() && known->complete) return job;  // nothing to do: the record stays as it is
  auto reopened = store.resume_sweep(*id, known->shard);
  if (!reopened) return stop(reopened.error().message, kStoreFailed);
  job.record = std::move(*reopened);
  std::map<std::string, std::string> before = std::exchange(job.record.versions, program_versions());
  for (const char* kept : {"chromium", "chromium_revision", "chromium_later"}) {
    if (auto node = before.extract(kept)) job.record.versions.insert(std::move(node));
  }
  note_page_engine(job.pages, config.defaults.profile, job.record.versions);
  job.record.host = host_facts();
  job.clock_before = job.record.clock;
  if (!job.record.processor_benchmark) job.record.processor_benchmark = processor_benchmark();
  return job;
}

}  // namespace portalprobe
