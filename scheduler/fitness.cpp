#include "scheduler/fitness.hpp"

#include <fmt/format.h>

#include <string_view>

namespace portalprobe {
namespace {

double as_milliseconds(microseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

void hold_against(Sample& sample, std::string_view what, std::optional<microseconds> value,
                  microseconds limit) {
  if (!value || *value <= limit) return;
  sample.fit = false;
  if (!sample.unfit_reason.empty()) sample.unfit_reason += "; ";
  sample.unfit_reason +=
      fmt::format("{} {:.3f} ms (limit {:g} ms)", what, as_milliseconds(*value), as_milliseconds(limit));
}

}  // namespace

void judge_fitness(Sample& sample, const Fitness& limits) {
  hold_against(sample, "we started it late, by", sample.lateness, limits.max_lateness);
  hold_against(sample, "our readings differ from the kernel's by", sample.error, limits.max_error);
}

}  // namespace portalprobe
