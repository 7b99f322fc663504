#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/calibration_text.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "app/measuring.hpp"
#include "app/references.hpp"
#include "app/wiring.hpp"
#include "probe/self/reference.hpp"
#include "report/statistics.hpp"

namespace portalprobe {
namespace {

using std::chrono::seconds;

/// A rate is tried for no longer than this.
constexpr double kLongestStep = 5;
/// What a step may take beyond its time: the last answers, and a machine that cannot follow.
constexpr microseconds kExtra = seconds(2);
/// Nobody plans more at once: 1000 starts per second for the longest step.
constexpr double kMostStarts = 5000;

/// Takes what was measured apart as it comes.
class CalibrationOutbox : public Outbox {
 public:
  explicit CalibrationOutbox(ReferenceLog& log) : log_(log) {}

  void put(Measurement measurement) override {
    log_.add(measurement);
    if (measurement.sample.lateness) lateness.push_back(*measurement.sample.lateness);
    first = std::min(first, measurement.started);
    last = std::max(last, measurement.started);
  }
  bool full() const override { return false; }
  bool broken() const override { return false; }

  std::vector<microseconds> lateness;
  SteadyTime first = SteadyTime::max();
  SteadyTime last = SteadyTime::min();

 private:
  ReferenceLog& log_;
};

SweepOrder order_of(const Config& config, const References& references, double rate, double duration) {
  SweepOrder order;
  order.portals = references.portals();
  const auto turns = reference_turns(references.portals().front());
  const double count = std::clamp(std::floor(rate * duration), 1.0, kMostStarts);
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(count); ++i) {
    order.plan.push_back(turns[i % turns.size()]);
    order.plan.back().round = i;
  }
  order.fitness = config.fitness;
  order.limits.in_flight = config.limits.in_flight;
  // The manners are the portals' due; this one is ours.
  order.limits.host_in_flight = order.limits.address_in_flight = config.limits.in_flight;
  order.limits.host_gap = microseconds(0);
  order.limits.starts_per_second = rate;
  order.at_once = true;
  order.grace = seconds(1);
  return order;
}

CalibrationStep step_of(double rate, const CalibrationOutbox& outbox, References& references) {
  CalibrationStep step;
  step.asked = rate;
  step.error = references.error();
  const ReferenceLog& log = references.log();
  step.fit = log.fit();
  step.unfit = log.unfit();
  step.failed = log.failed();
  step.unmatched = log.unmatched();
  step.lateness_p50 = quantile(outbox.lateness, 0.5).value_or(microseconds(0));
  step.lateness_p99 = quantile(outbox.lateness, 0.99).value_or(microseconds(0));
  step.lateness_max = quantile(outbox.lateness, 1).value_or(microseconds(0));
  const auto starts = static_cast<double>(step.samples());
  const std::chrono::duration<double> time = outbox.last - outbox.first;
  step.reached = starts < 2 || time.count() <= 0 ? rate : (starts - 1) / time.count();
  return step;
}

/// What a step came to.
struct StepEnd {
  CalibrationStep step;
  int signal = 0;
};

Expected<StepEnd> run_step(Signals& signals, const Config& config, const HttpEngineOptions& engine,
                           double rate, double duration) {
  HttpEngineOptions options = engine;
  const auto references = References::open(options);
  if (!references) return fail("the instrument's own error cannot be measured on this machine");
  CalibrationOutbox outbox(references->log());
  const microseconds at_most = microseconds(static_cast<microseconds::rep>(duration * 1e6)) + kExtra;
  const auto end = measure(
      signals, std::move(options), order_of(config, *references, rate, duration), outbox,
      [](const SweepProgress&) {}, at_most);
  if (!end) return tl::unexpected(end.error());
  if (!end->result.error.empty()) return fail(end->result.error);
  return StepEnd{step_of(rate, outbox, *references), end->signal};
}

/// The configuration's limits and pace; the defaults without one.
std::optional<Config> config_of(const CalibrateOptions& options) {
  std::optional<Config> config = options.config.empty() ? Config{} : load_or_explain(options.config);
  // Whatever portals are behind: here nothing is between the engine and its own server.
  if (config) config->defaults.proxy = Secret();
  return config;
}

}  // namespace

int run_calibrate(const CommonOptions& common, const CalibrateOptions& options) {
  const auto config = config_of(options);
  if (!config) return kUsage;
  const auto engine = engine_options(config->defaults, {}, common);
  if (!engine) return refuse(engine.error().message, kUsage);
  if (const auto room = make_room_for(2 * config->limits.in_flight); !room) {
    return refuse(room.error().message, kUsage);
  }
  const double pace = options.rate.value_or(config->limits.starts_per_second);
  const auto rates = options.rate ? std::vector<double>{*options.rate} : calibration_rates(pace);
  const double duration = std::min(
      options.rate ? options.seconds : options.seconds / static_cast<double>(rates.size()), kLongestStep);

  Signals signals;
  std::vector<CalibrationStep> steps;
  for (const double rate : rates) {
    if (!common.quiet) log_info(fmt::format("measuring {:g} starts per second", rate));
    auto end = run_step(signals, *config, *engine, rate, duration);
    if (!end) return refuse(end.error().message, kUnfit);
    if (end->signal != 0) return kSignalBase + end->signal;
    steps.push_back(std::move(end->step));
    if (!shortcomings(steps.back(), config->fitness).empty()) break;
  }
  const int printed = print_or_fail(common.json ? calibration_json(steps, config->fitness, pace)
                                                : calibration_text(steps, config->fitness, pace));
  if (printed != kDone) return printed;
  return judge(steps, config->fitness, pace).good_enough ? kDone : kUnfit;
}

}  // namespace portalprobe
