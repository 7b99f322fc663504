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

void judge_time_limit(Sample& sample, microseconds waited, microseconds bearable) {
  const microseconds limit = std::max(waited / kStandstillShare, bearable);
  hold_against(sample, "of its time limit we acted late by", sample.error, limit);
  hold_against(sample, "of its time limit our event loop stood still for", sample.loop_lag, limit);
  hold_against(sample, "of its time limit we waited for a processor for", sample.run_delay, limit);
  hold_against(sample, "of its time limit we were throttled for", sample.throttled, limit);
  hold_against(sample, "of its time limit the host stole", sample.stolen, limit);
}

void judge_marks(Sample& sample, microseconds bearable) {
  hold_against(sample, "we acted late in it, by", sample.error, bearable);
  if (!has_marks(sample.timings)) return;
  hold_against(sample, "the host stole processor time,", sample.stolen, bearable);
  if (sample.error) return;
  hold_against(sample, "unstamped, and we waited for a processor for", sample.run_delay, bearable);
  hold_against(sample, "unstamped, and we were throttled for", sample.throttled, bearable);
  hold_against(sample, "unstamped, and our event loop stood still for", sample.loop_lag, bearable);
}

}  // namespace

void judge_fitness(Sample& sample, const Fitness& limits) {
  const microseconds bearable = bearable_error(sample.engine, limits);
  hold_against(sample, "we started it late, by", sample.lateness, limits.max_lateness);
  if (sample.censored_after) {
    judge_time_limit(sample, *sample.censored_after, bearable);
  } else {
    judge_marks(sample, bearable);
  }
}

microseconds bearable_error(EngineKind engine, const Fitness& limits) {
  return engine == EngineKind::http ? limits.max_error : limits.max_page_error;
}

}  // namespace portalprobe
