/// Fills a store with the sweeps of a whole evaluation, as if they had been measured.
///
///   simulated_evaluation EVALUATION.yaml STORE.db [NAME=VALUE]...
///
///   rounds=24  strata=night[,office,evening]  pages=browser|network  networks=AS1[,AS2...]  nights=0 (all)
///   sigma=0.5  correlation=0.3  unfit=0.01  seed=1  upgrade_on=0 (the night of a new Chromium; 0: none)
///
/// Portals, targets and roles are the registry's, plans are those of real sweeps; what a measurement gives is
/// drawn from what is true of its portal. `truth=1` prints that, a line for each portal. Beside the store it
/// writes a configuration for each vantage. Ends with one line of `name=value`.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

#include "app/version.hpp"
#include "config/load.hpp"
#include "config/load_evaluation.hpp"
#include "core/round.hpp"
#include "results/store.hpp"
#include "scheduler/plan.hpp"
#include "tests/bench/simulation_settings.hpp"

namespace portalprobe::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatch = 4096;

[[noreturn]] void stop(const std::string& why) { throw std::runtime_error(why); }

template <class T>
T must(Expected<T> result) {
  if (!result) stop(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class T>
T must(tl::expected<T, std::vector<Problem>> result) {
  if (!result) stop(result.error().front().text());
  return std::move(*result);
}

/// What a vantage would be told to do. It is read back: what is simulated could be measured.
Config configuration(const SimulationSettings& settings, const Evaluation& evaluation, std::size_t vantage) {
  const std::string& id = evaluation.vantages[vantage];
  std::string text = fmt::format(
      "version: 1\nname: Simulated sweep\n"
      "vantage: {{ id: {}, description: simulated, network: {} }}\n"
      "limits: {{ in_flight: 200, starts_per_second: 200, per_host: {{ gap: 0s }} }}\n"
      "defaults: {{ page_engine: {}, profile: desktop, cores_per_visit: 1 }}\n"
      "criterion: {}\nportal_files: [{}]\nschedules:\n",
      id, settings.networks[vantage % settings.networks.size()], settings.pages,
      fs::absolute(evaluation.criterion).string(), fs::absolute(evaluation.registry).string());
  for (const Part& part : settings.parts) {
    text += fmt::format(
        "  - {{ id: {0}, stratum: {0}, time_zone: {1}, window: {2}h, rounds: {3}, cron: \"0 {4} * * *\" }}\n",
        part.stratum, evaluation.time_zone, part.window.count(), settings.rounds, part.begins.count());
  }
  const std::string path = fmt::format("{}.{}.yaml", settings.store, id);
  std::ofstream(path) << text;
  return must(load_config(path));
}

/// One sweep, from its plan to its end.
class SimulatedSweep {
 public:
  SimulatedSweep(Store& store, const SimulationSettings& settings, const Evaluation& evaluation,
                 const Config& config)
      : store_(store), settings_(settings), evaluation_(evaluation), config_(config) {}

  std::uint64_t run(const Part& part, Scene scene) {
    const auto plan = plan_for(part, scene);
    begin(part, scene, plan.size());
    scene.sweep_id = record_.id;
    SampleMaker maker(settings_.world, scene);
    std::vector<Measurement> batch(std::min(kBatch, plan.size()));
    std::size_t filled = 0;
    for (const auto& planned : plan) {
      maker.make(config_.portals[planned.portal], planned, batch[filled].sample);
      note_load(batch[filled].sample);
      if (++filled < batch.size()) continue;
      must(store_.write(batch));
      filled = 0;
    }
    must(store_.write(std::span(batch).first(filled)));
    end();
    return plan.size();
  }

 private:
  std::vector<PlannedMeasurement> plan_for(const Part& part, const Scene& scene) {
    const auto day = std::chrono::days(scene.night);
    record_.scheduled_at = evaluation_.begins + day + part.begins;
    PlanRequest request;
    request.portals = config_.portals;
    request.families = config_.defaults.ip_families;
    request.page_loads = page_loads_of(config_.defaults);
    request.rounds = settings_.rounds;
    request.window = part.window;
    request.host_gap = config_.limits.host_gap;
    request.seed = mix(settings_.world.seed) + scene.number;
    request.start = record_.scheduled_at;
    request.day = Day(std::chrono::sys_days(evaluation_.from) + day);
    record_.seed = request.seed;
    return make_plan(request);
  }

  void begin(const Part& part, const Scene& scene, std::uint64_t planned) {
    record_.name = config_.name;
    record_.vantage_id = config_.vantage.id;
    record_.vantage_description = config_.vantage.description;
    record_.vantage_network = config_.vantage.network;
    record_.schedule_id = record_.stratum = part.stratum;
    record_.started_at = record_.scheduled_at;
    record_.planned = planned;
    record_.rounds = static_cast<std::uint32_t>(settings_.rounds);
    record_.window = part.window;
    record_.config_json = config_.resolved;
    record_.config_sha256 = config_.sha256;
    record_.evaluation_sha256 = evaluation_.sha256;
    record_.versions = versions(scene.night);
    record_.host = {{"hostname", "simulated"}, {"processors", "2"}};
    record_.id = make_sweep_id(record_.scheduled_at, record_.name, record_.vantage_id, record_.schedule_id,
                               record_.config_sha256, fmt::format("{}", record_.seed));
    if (const auto why = why_not_part(evaluation_, config_, record_.scheduled_at); !why.empty()) stop(why[0]);
    must(store_.begin_sweep(record_));
  }

  std::map<std::string, std::string> versions(std::uint64_t night) const {
    std::map<std::string, std::string> all = {
        {"portal-probe", "simulated"}, {"method", kMethodVersion}, {"page_engine", settings_.pages}};
    if (settings_.pages != "browser") return all;
    const bool upgraded =
        settings_.upgrade_on > 0 && night + 1 >= static_cast<std::uint64_t>(settings_.upgrade_on);
    all["chromium"] = upgraded ? "Chrome/143.0.7499.40" : "Chrome/142.0.7444.175";
    all["profile"] = "desktop";
    return all;
  }

  void note_load(const Sample& sample) {
    if (!was_sent(sample.outcome)) return;
    PortalLoad& load = record_.load[sample.portal_id];
    load.requests += sample.requests.value_or(1);
    load.bytes_received += sample.bytes_wire.value_or(0);
  }

  void end() {
    record_.ended_at = record_.scheduled_at + record_.window;
    record_.complete = true;
    for (const WallTime at : {record_.started_at, *record_.ended_at})
      record_.clock.push_back({at, true, microseconds(120), microseconds(500), microseconds(20'000), {}});
    record_.clock.back().stepped = microseconds(0);
    for (const char* mark : {"first_byte", "done", "response_time"})
      record_.instrument[mark] = {1000, microseconds(6), microseconds(8), microseconds(90),
                                  microseconds(400)};
    must(store_.finish_sweep(record_));
  }

  Store& store_;
  const SimulationSettings& settings_;
  const Evaluation& evaluation_;
  const Config& config_;
  SweepRecord record_;
};

void print_truth(const World& world, const std::vector<Portal>& portals) {
  constexpr const char* kNames[] = {"none", "flaky", "walled", "moved", "tended"};
  for (std::size_t i = 0; i < portals.size(); ++i) {
    const Truth truth = truth_of(world, i);
    fmt::print("{} page={:.3f} response={:.3f} ailment={}\n", portals[i].id, truth.page, truth.response,
               kNames[static_cast<std::size_t>(truth.ailment)]);
  }
}

int run(const SimulationSettings& settings) {
  const Evaluation evaluation = must(load_evaluation(settings.evaluation));
  std::vector<Config> configs;
  for (std::size_t i = 0; i < evaluation.vantages.size(); ++i)
    configs.push_back(configuration(settings, evaluation, i));
  if (settings.truth) print_truth(settings.world, configs.front().portals);
  const auto store = must(open_store("sqlite:" + settings.store, StoreMode::read_write));
  const auto days = std::chrono::sys_days(evaluation.to) - std::chrono::sys_days(evaluation.from);
  const auto every = static_cast<std::uint64_t>(days.count() + 1);
  const auto nights =
      settings.nights > 0 ? std::min(every, static_cast<std::uint64_t>(settings.nights)) : every;
  std::uint64_t samples = 0;
  std::uint64_t sweeps = 0;
  for (std::uint64_t night = 0; night < nights; ++night) {
    for (std::size_t vantage = 0; vantage < configs.size(); ++vantage) {
      for (const Part& part : settings.parts) {
        SimulatedSweep sweep(*store, settings, evaluation, configs[vantage]);
        samples +=
            sweep.run(part, {"", part.stratum, evaluation.vantages[vantage], vantage, night, ++sweeps});
      }
    }
  }
  fmt::print("samples={} sweeps={} portals={}\n", samples, sweeps, configs.front().portals.size());
  return 0;
}

}  // namespace
}  // namespace portalprobe::bench

int main(int argc, char** argv) {
  using namespace portalprobe::bench;
  try {
    return run(simulation_settings_from({argv + 1, argv + argc}));
  } catch (const std::exception& error) {
    fmt::print(stderr, "simulated_evaluation: {}\n", error.what());
    return 1;
  }
}
