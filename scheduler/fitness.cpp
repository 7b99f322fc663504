#include "scheduler/fitness.hpp"

#include <fmt/format.h>

#include <algorithm>
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

/// Of what is left of a sample that timed out: beyond this share our own standstill is an explanation too.
constexpr int kStandstillShare = 10;

/// Marks of the connection: with none of them there is nothing that could be late.
bool has_marks(const Timings& timings) {
  return timings.connected || timings.secured || timings.first_byte || timings.done;
}

void judge_time_limit(Sample& sample, microseconds waited, const Fitness& limits) {
  const microseconds limit = std::max(waited / kStandstillShare, limits.max_error);
  hold_against(sample, "of its time limit our event loop stood still for", sample.loop_lag, limit);
  hold_against(sample, "of its time limit we waited for a processor for", sample.run_delay, limit);
  hold_against(sample, "of its time limit we were throttled for", sample.throttled, limit);
  hold_against(sample, "of its time limit the host stole", sample.stolen, limit);
}

void judge_marks(Sample& sample, const Fitness& limits) {
  hold_against(sample, "we acted late in it, by", sample.error, limits.max_error);
  if (!has_marks(sample.timings)) return;
  hold_against(sample, "the host stole processor time,", sample.stolen, limits.max_error);
  if (sample.error) return;
  hold_against(sample, "unstamped, and we waited for a processor for", sample.run_delay, limits.max_error);
  hold_against(sample, "unstamped, and we were throttled for", sample.throttled, limits.max_error);
  hold_against(sample, "unstamped, and our event loop stood still for", sample.loop_lag, limits.max_error);
}

}  // namespace

void judge_fitness(Sample& sample, const Fitness& limits) {
  hold_against(sample, "we started it late, by", sample.lateness, limits.max_lateness);
  if (sample.censored_after) {
    judge_time_limit(sample, *sample.censored_after, limits);
  } else {
    judge_marks(sample, limits);
  }
}

}  // namespace portalprobe
