#include "app/calibration.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/people.hpp"

namespace portalprobe {
namespace {

/// So much of the pace that was asked for counts as kept.
constexpr double kKept = 0.9;

void hold_against(std::vector<std::string>& found, std::string_view what, microseconds value,
                  microseconds limit) {
  if (value <= limit) return;
  found.push_back(
      fmt::format("{} is {} at p99 (limit {})", what, duration_text(value), duration_text(limit)));
}

}  // namespace

double CalibrationStep::unfit_share() const {
  if (samples() == 0) return 1;
  return static_cast<double>(unfit + failed) / static_cast<double>(samples());
}

std::vector<std::string> shortcomings(const CalibrationStep& step, const Fitness& limits) {
  if (step.samples() == 0) return {"nothing was measured"};
  std::vector<std::string> found;
  if (step.reached < kKept * step.asked) {
    found.push_back(fmt::format("only {:.3g} starts per second came about", step.reached));
  }
  if (step.unfit_share() > limits.max_unfit_share) {
    found.push_back(fmt::format("{:.3g} % of the samples are unfit or failed (limit {:g} %)",
                                100 * step.unfit_share(), 100 * limits.max_unfit_share));
  }
  hold_against(found, "lateness", step.lateness_p99, limits.max_lateness);
  const auto worst = worst_mark(step.error);
  if (worst) hold_against(found, "the error of " + worst->mark, worst->p99, limits.max_error);
  if (!worst) found.emplace_back("no sample's error could be told");
  return found;
}

std::optional<WorstMark> worst_mark(const InstrumentError& error) {
  std::optional<WorstMark> worst;
  for (const auto& [mark, e] : error) {
    if (!worst || e.p99 > worst->p99) worst = WorstMark{mark, e.p99};
  }
  return worst;
}

CalibrationVerdict judge(const std::vector<CalibrationStep>& steps, const Fitness& limits, double pace) {
  CalibrationVerdict verdict;
  for (const auto& step : steps) {
    if (!shortcomings(step, limits).empty()) {
      verdict.too_fast = step;
      break;
    }
    verdict.best = step;
  }
  verdict.good_enough = verdict.best && verdict.best->asked >= pace;
  return verdict;
}

std::vector<double> calibration_rates(double pace) {
  std::vector<double> rates = {1, 10, 50, 100, 200, 500, 1000};
  if (pace > 0) rates.push_back(pace);
  std::ranges::sort(rates);
  rates.erase(std::unique(rates.begin(), rates.end()), rates.end());
  return rates;
}

}  // namespace portalprobe
