#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "app/artifacts.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/console.hpp"
#include "app/controls.hpp"
#include "app/emc.hpp"
#include "app/evaluation.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "app/measuring.hpp"
#include "app/page_engine.hpp"
#include "app/progress.hpp"
#include "app/references.hpp"
#include "app/scoring.hpp"
#include "app/sweep_job.hpp"
#include "app/wiring.hpp"
#include "core/round.hpp"
#include "probe/self/clock_log.hpp"
#include "report/emc_text.hpp"
#include "report/sweep_sheet.hpp"
#include "report/sweep_summary.hpp"
#include "results/batch_writer.hpp"
#include "results/store.hpp"
#include "results/sweep_lock.hpp"
#include "scheduler/limits.hpp"

namespace portalprobe {
namespace {

SweepOrder order_of(const Config& config, const SweepJob& job) {
  SweepOrder order;
  order.sweep_id = job.record.id;
  order.stratum = job.record.stratum;
  order.vantage_id = job.record.vantage_id;
  order.plan = job.plan;
  order.portals = config.portals;
  order.limits =
      share_of(config.limits, job.record.shard.count);  // N shards together keep the manners of one
  order.maintenance = config.maintenance;
  order.fitness = config.fitness;
  order.rebase = true;  // what became due before we were ready is nobody's lateness
  order.at_once = job.record.now;
  order.grace = config.defaults.timeout + std::chrono::seconds(5);
  return order;
}

void add_load(std::map<std::string, PortalLoad>& all, const std::map<std::string, PortalLoad>& more) {
  for (const auto& [portal, load] : more) all[portal] += load;
}

/// What the store says at the end: it, and not our own counting, is what counts.
struct Outcomes {
  SweepRecord record;
  SampleCounts counts;
};

std::vector<EmcDocument> emc_documents_of(const Config& config) {
  return emc_documents(config.portals, page_loads_of(config.defaults).has_value());
}

/// Nothing is looked up where nothing can be known.
Expected<std::optional<EmcReport>> emc_of(const Config& config, Store& store, const std::string& sweep_id) {
  auto documents = emc_documents_of(config);
  if (documents.empty()) return std::nullopt;
  return emc_of(store, sweep_id, std::move(documents));
}

Expected<std::string> as_json(const Config& config, Store& store, const Outcomes& end,
                              const SweepArtifacts& artifacts) {
  const auto emc = emc_of(config, store, end.record.id);
  if (!emc) return tl::unexpected(emc.error());
  nlohmann::ordered_json by_outcome = nlohmann::ordered_json::object();
  for (const auto& [outcome, count] : end.counts.by_outcome)
    by_outcome[std::string(to_string(outcome))] = count;
  nlohmann::ordered_json json = {
      {"sweep_id", end.record.id},   {"planned", end.record.planned},
      {"stored", end.record.stored}, {"unfit", end.counts.unfit},
      {"by_outcome", by_outcome},    {"started_at", to_rfc3339(end.record.started_at)}};
  json["ended_at"] = end.record.ended_at ? nlohmann::ordered_json(to_rfc3339(*end.record.ended_at)) : nullptr;
  json["complete"] = end.record.complete;
  const auto synchronised = clock_synchronised(end.record.clock);
  json["clock_synchronised"] = synchronised ? nlohmann::ordered_json(*synchronised) : nullptr;
  const auto stepped = clock_stepped(end.record.clock);
  json["clock_stepped_us"] = stepped ? nlohmann::ordered_json(stepped->count()) : nullptr;
  if (end.record.processor_benchmark) json["processor_benchmark"] = *end.record.processor_benchmark;
  json["artifacts"] = nlohmann::ordered_json::parse(artifacts.json());
  json["emc"] = nlohmann::ordered_json::parse(emc_json(*emc));
  return json.dump() + "\n";
}

/// What to know of the clock before trusting the times; empty: nothing.
std::string clock_line(const SweepRecord& record) {
  const std::string mark = clock_mark(record.clock);
  return mark.empty() ? mark
                      : fmt::format("\n{}: the samples' times of day may be wrong, durations are not", mark);
}

Expected<std::string> as_table(const Config& config, Store& store, const Outcomes& end,
                               const std::string& store_url) {
  SweepSummary summary(config.portals);
  EmcRollUp emc(emc_documents_of(config));
  const auto visited = store.for_each_sample(end.record.id, [&](const Sample& sample) {
    summary.add(sample);
    emc.add(sample);
    return true;
  });
  if (!visited) return tl::unexpected(visited.error());
  const auto report = emc.report();
  return summary.text(terminal_width(STDOUT_FILENO)) + (report ? emc_summary(*report) : "") +
         fmt::format("\nsweep {}: {} of {} planned measurements stored in {}{}\n", end.record.id,
                     end.record.stored, end.record.planned, store_url, clock_line(end.record));
}

int exit_code_of(const Config& config, const Outcomes& end, const MeasuringEnd& measured) {
  if (measured.signal != 0) return kSignalBase + measured.signal;
  if (!measured.result.error.empty()) return kOwnError;
  if (!end.record.complete) return kIncomplete;
  const auto limit = config.fitness.max_unfit_share * static_cast<double>(end.counts.stored);
  if (static_cast<double>(end.counts.unfit) > limit) return kUnfit;
  return kDone;
}

std::string how_to_resume(const SweepOptions& options, const SweepRecord& record,
                          const std::string& store_url) {
  std::string line = fmt::format("to go on: portal-probe sweep {} --store {} --resume {}",
                                 options.plan.config, store_url, record.id);
  if (record.shard.count > 1) line += fmt::format(" --shard {}/{}", record.shard.index, record.shard.count);
  return line;
}

/// One run from the recorded sweep to its record's end.
class SweepRun {
 public:
  SweepRun(const Config& config, const CommonOptions& common, const SweepOptions& options,
           std::string store_url, Store& store, SweepJob job, ClockLog& clock, SweepArtifacts& artifacts)
      : config_(config),
        common_(common),
        options_(options),
        store_url_(std::move(store_url)),
        store_(store),
        job_(std::move(job)),
        clock_(clock),
        artifacts_(artifacts) {}

  int run(Signals& signals, HttpEngineOptions engine) {
    if (!common_.quiet) {
      log_info(fmt::format("sweep {}: {} measurements of {} portals{}", job_.record.id, job_.plan.size(),
                           config_.portals.size(),
                           job_.resumed ? fmt::format(" ({} are stored already)", job_.stored_before) : ""));
    }
    MeasuringEnd measured;
    if (!job_.plan.empty()) {
      const auto time = browser_time_of(job_.plan, config_.defaults);
      const std::string short_of = job_.resumed ? "" : browser_time_short(time, job_.schedule);
      if (!short_of.empty()) log_warning(short_of);
      if (const auto error = measure_into_store(signals, std::move(engine), measured)) return *error;
    }
    const int code = finish(measured);
    if (measured.signal == 0 && code != kStoreFailed) tidy_up(signals);
    return code;
  }

 private:
  std::optional<int> measure_into_store(Signals& signals, HttpEngineOptions engine, MeasuringEnd& measured) {
    BatchWriter::Options writing;
    writing.on_stored = [](std::uint64_t stored) { log_debug(fmt::format("{} samples stored", stored)); };
    BatchWriter writer(artifacts_.sink(), writing);
    ProgressDisplay display(common_.quiet);
    SweepOrder order = order_of(config_, job_);
    const auto references = References::open(engine);
    if (references) {
      order.beside.push_back(references->series(job_.first_side_round, job_.record.shard.count));
    }
    const auto controls = control_portals(config_.controls);
    for (auto& series : control_series(controls, config_.defaults.ip_families.front(), job_.first_side_round,
                                       job_.record.shard.count)) {
      order.beside.push_back(std::move(series));
    }
    auto end =
        measure(signals, std::move(engine), std::move(order), writer, [&](const SweepProgress& progress) {
          display.show(progress);
          clock_.watch();
        });
    if (references) instrument_ = references->error();
    const auto closed = writer.close();
    if (!end) return refuse(end.error().message, kUsage);
    measured = std::move(*end);
    if (!closed) {
      log_error(closed.error().message);
      log_warning(how_to_resume(options_, job_.record, store_url_));
      return kStoreFailed;
    }
    if (!measured.result.error.empty()) log_error("internal error: " + measured.result.error);
    return std::nullopt;
  }

  int finish(const MeasuringEnd& measured) {
    Outcomes end;
    auto counts = store_.counts(job_.record.id);
    if (!counts) return refuse(counts.error().message, kStoreFailed);
    end.counts = std::move(*counts);
    end.record = std::move(job_.record);
    if (job_.plan.empty() && end.record.complete) return report(end, measured);  // nothing was left to do
    add_load(end.record.load, measured.result.load);
    if (!instrument_.empty()) end.record.instrument = instrument_;
    add_clock(end.record);
    look_for_another_browser(end.record);
    end.record.ended_at = SystemClock().wall();
    end.record.complete = job_.plan.empty() || measured.result.complete;
    if (const auto finished = store_.finish_sweep(end.record); !finished) {
      return refuse(finished.error().message, kStoreFailed);
    }
    if (auto stored = store_.sweep(end.record.id, end.record.shard)) end.record = std::move(*stored);
    if (measured.signal == 0) artifacts_.settle();  // else it is to go on
    return report(end, measured);
  }

  /// Once everything is said. What is left undone is the next sweep's.
  void tidy_up(Signals& signals) {
    artifacts_.tidy_up(signals);
    const WallTime before = SystemClock().wall() - config_.retention.resources;
    const auto done = store_.summarise_resources(
        before, [&signals] { return signals.wait(std::chrono::milliseconds(0)) == 0; });
    if (!done) return log_warning("old resources could not be summarised: " + done.error().message);
    if (done->resources > 0)
      log_info(fmt::format("{} resources of {} old page loads summarised", done->resources, done->samples));
  }

  /// One that was installed meanwhile, or since the run before: what it measured is another instrument's.
  void look_for_another_browser(SweepRecord& record) {
    if (job_.pages.browser)
      note_page_engine(choose_page_engine(config_.defaults), config_.defaults.profile, record.versions);
    const auto later = record.versions.find("chromium_later");
    if (later == record.versions.end()) return;
    log_warning(fmt::format("Chromium was upgraded in the middle of the sweep: {} at first, {} later",
                            record.versions["chromium"], later->second));
  }

  void add_clock(SweepRecord& record) {
    clock_.take();
    record.clock = job_.clock_before;
    record.clock.insert(record.clock.end(), clock_.readings().begin(), clock_.readings().end());
  }

  int report(const Outcomes& end, const MeasuringEnd& measured) {
    const int code = exit_code_of(config_, end, measured);
    auto text =
        common_.json ? as_json(config_, store_, end, artifacts_) : as_table(config_, store_, end, store_url_);
    if (!text) return refuse(text.error().message, kStoreFailed);
    if (!common_.json) *text += instrument_line(instrument_) + artifacts_.line();
    if (!common_.quiet || common_.json) {
      if (const int printed = print_or_fail(*text); printed != kDone) return printed;
    }
    if (code == kUnfit) {
      log_warning(fmt::format("the probe was unfit for {} of {} samples: they do not score", end.counts.unfit,
                              end.counts.stored));
    }
    if (const auto space = measured.result.widest_space; space.count() > 0) {
      log_warning(
          fmt::format("this machine could not keep up: starts were slowed to {:.3g} a second at times",
                      1e6 / static_cast<double>(space.count())));
    }
    if (!end.record.complete) log_warning(how_to_resume(options_, end.record, store_url_));
    return code;
  }

  const Config& config_;
  const CommonOptions& common_;
  const SweepOptions& options_;
  const std::string store_url_;
  Store& store_;
  SweepJob job_;
  ClockLog& clock_;
  SweepArtifacts& artifacts_;
  InstrumentError instrument_;  ///< empty: not known
};

/// `--fail-on threshold`: the sweep's technical result under the configuration's criterion.
int verdict_on(const Config& config, CommonOptions common, const std::string& url, const std::string& id) {
  common.store = url;
  ScoreOptions score;
  score.sweep = id;
  score.criterion = config.criterion;
  const auto card = judge_stored(common, score);
  return card ? fail_on_threshold(*card) : card.error();
}

}  // namespace

int run_sweep(const CommonOptions& common, const SweepOptions& options) {
  auto config = load_or_explain(options.plan.config);
  if (!config) return kUsage;
  PageEngineChoice pages;
  if (options.resume.empty()) {
    pages = choose_page_engine(config->defaults);
    config->defaults.page_engine = pages.engine;
  }
  auto parameters = plan_parameters(*config, common, options.plan);
  if (!parameters) return refuse(parameters.error().message, kUsage);
  auto seal = options.resume.empty()
                  ? seal_for(options.evaluation, *config, parameters->scheduled_at, parameters->now)
                  : seal_of(options.evaluation);
  if (!seal) return kUsage;
  parameters->evaluation_sha256 = std::move(*seal);
  auto engine = engine_options(config->defaults, config->portals, common);
  if (!engine) return refuse(engine.error().message, kUsage);
  if (const auto room = make_room_for(config->limits.in_flight); !room)
    return refuse(room.error().message, kUsage);

  const std::string url = common.store.empty() ? config->store.reveal() : common.store;
  // The plan is tried before the store is touched: a mistake on the command line leaves nothing behind.
  if (options.resume.empty()) {
    if (const auto plan = plan_of(*config, *parameters); !plan) return refuse(plan.error().message, kUsage);
  }
  auto store = open_store(url, StoreMode::read_write);
  if (!store) return refuse(store.error().message, kStoreFailed);
  const auto lock = SweepLock::acquire(url, parameters->shard);
  if (!lock) return refuse(lock.error().message, kStoreFailed);

  Signals signals;  // before the first thread
  const SystemClock clock;
  ClockLog clock_log(clock);
  clock_log.take();
  auto job = options.resume.empty()
                 ? begin_job(*config, *parameters, std::move(pages), clock_log.readings(), **store)
                 : resume_job(*config, options.resume, *parameters, **store);
  if (!job) return refuse(job.error().message, job.error().code);
  log_page_engine(job->pages);
  SweepArtifacts artifacts(*config, url, **store, job->record);
  const std::string id = job->record.id;
  const int code =
      SweepRun(*config, common, options, common.store.empty() ? config->store.written() : common.store,
               **store, std::move(*job), clock_log, artifacts)
          .run(signals, std::move(*engine));
  return code == kDone && !options.fail_on.empty() ? verdict_on(*config, common, url, id) : code;
}

}  // namespace portalprobe
