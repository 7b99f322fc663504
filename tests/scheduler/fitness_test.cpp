#include "scheduler/fitness.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

TEST(Fitness, IsLostOverTheLimitsAndSaysWhy) {
  struct {
    std::optional<microseconds> lateness;
    std::optional<microseconds> error;
    std::string reason_before;
    std::string want;  // empty: fit
  } rows[] = {
      {0us, 0us, "", ""},
      {50ms, 2ms, "", ""},
      {{}, {}, "", ""},
      {50001us, 2ms, "", "we started it late, by 50.001 ms (limit 50 ms)"},
      {1ms, 2500us, "", "we acted late in it, by 2.500 ms (limit 2 ms)"},
      {62ms, 3ms, "",
       "we started it late, by 62.000 ms (limit 50 ms); we acted late in it, by 3.000 ms (limit 2 ms)"},
      {1ms, 1ms, "a control failed", "a control failed"},
      {62ms, {}, "a control failed", "a control failed; we started it late, by 62.000 ms (limit 50 ms)"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.want);
    Sample sample;
    sample.lateness = row.lateness;
    sample.error = row.error;
    sample.fit = row.reason_before.empty();
    sample.unfit_reason = row.reason_before;
    sample.outcome = Outcome::http_server_error;
    sample.side = Side::portal;
    judge_fitness(sample, Fitness{});
    EXPECT_EQ(sample.fit, row.want.empty());
    EXPECT_EQ(sample.unfit_reason, row.want);
    EXPECT_EQ(sample.side, Side::portal);
  }
}

TEST(Fitness, APageLoadTakesSecondsAndBearsMore) {
  for (const auto engine : {EngineKind::http, EngineKind::network, EngineKind::browser}) {
    const bool is_load = engine != EngineKind::http;
    for (const auto& [error, stolen] : {std::pair{25ms, 0ms}, {25ms, 20ms}, {26ms, 0ms}, {0ms, 30ms}}) {
      Sample sample;
      sample.engine = engine;
      sample.timings.first_byte = 1ms;
      sample.error = error;
      sample.stolen = stolen;
      judge_fitness(sample, Fitness{});
      EXPECT_EQ(sample.fit, is_load && error <= 25ms && stolen <= 25ms) << sample.unfit_reason;
    }
  }
}

/// What the machine did while a sample was in flight, and what is known of its marks.
struct InFlight {
  const char* what;
  bool marks;
  std::optional<microseconds> error;
  std::optional<microseconds> loop_lag;
  std::optional<microseconds> run_delay;
  std::optional<microseconds> throttled;
  std::optional<microseconds> stolen;
  std::string want;  // empty: fit
};

Sample sample_of(const InFlight& row) {
  Sample sample;
  if (row.marks) sample.timings = {1ms, 2ms, 3ms, 4ms, 5ms, 6ms};
  sample.error = row.error;
  sample.loop_lag = row.loop_lag;
  sample.run_delay = row.run_delay;
  sample.throttled = row.throttled;
  sample.stolen = row.stolen;
  return sample;
}

TEST(Fitness, LooksAtTheMachineWhereTheKernelsStampsCannotTell) {
  const InFlight rows[] = {
      {"stamped: however busy, the error is known", true, 2ms, 3s, 4s, 5s, 0us, ""},
      {"nothing known", true, {}, {}, {}, {}, {}, ""},
      {"unstamped, at the limits", true, {}, 2ms, 2ms, 2ms, 2ms, ""},
      {"unstamped, no processor",
       true,
       {},
       0us,
       2001us,
       0us,
       0us,
       "unstamped, and we waited for a processor for 2.001 ms (limit 2 ms)"},
      {"unstamped, throttled",
       true,
       {},
       {},
       {},
       40ms,
       {},
       "unstamped, and we were throttled for 40.000 ms (limit 2 ms)"},
      {"unstamped, busy with ourselves",
       true,
       {},
       5ms,
       0us,
       0us,
       0us,
       "unstamped, and our event loop stood still for 5.000 ms (limit 2 ms)"},
      {"stolen: the stamps are late too", true, 0us, 0us, 0us, 0us, 10ms,
       "the host stole processor time, 10.000 ms (limit 2 ms)"},
      {"stolen, unstamped",
       true,
       {},
       0us,
       0us,
       0us,
       10ms,
       "the host stole processor time, 10.000 ms (limit 2 ms)"},
      {"no marks that could be late", false, {}, 3s, 4s, 5s, 6s, ""},
      {"everything",
       true,
       {},
       3ms,
       4ms,
       5ms,
       10ms,
       "the host stole processor time, 10.000 ms (limit 2 ms); unstamped, and we waited for a processor for "
       "4.000 ms "
       "(limit 2 ms); unstamped, and we were throttled for 5.000 ms (limit 2 ms); unstamped, and our event "
       "loop stood "
       "still for 3.000 ms (limit 2 ms)"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    Sample sample = sample_of(row);
    judge_fitness(sample, Fitness{});
    EXPECT_EQ(sample.unfit_reason, row.want);
    EXPECT_EQ(sample.fit, row.want.empty());
  }
}

TEST(Fitness, DoesNotBelieveATimeLimitThatRanOutWhileWeStoodStill) {
  const struct {
    microseconds waited;
    InFlight machine;
  } rows[] = {
      {30s, {"a busy machine explains no 30 s", true, 9ms, 50ms, 2s, 0us, 100ms, ""}},
      {30s, {"at the tenth", true, {}, 3s, 3s, 3s, 3s, ""}},
      {30s,
       {"stopped for a minute",
        true,
        {},
        60s,
        0us,
        0us,
        0us,
        "of its time limit our event loop stood still for 60000.000 ms (limit 3000 ms)"}},
      {30s,
       {"no connection ever",
        false,
        {},
        0us,
        3001ms,
        0us,
        0us,
        "of its time limit we waited for a processor for 3001.000 ms (limit 3000 ms)"}},
      {1s,
       {"throttled, and so not run",
        false,
        {},
        0us,
        0us,
        200ms,
        110ms,
        "of its time limit we were throttled for 200.000 ms (limit 100 ms); of its time limit the host stole "
        "110.000 ms "
        "(limit 100 ms)"}},
      {30s,
       {"we read its pages late", true, 20s, 0us, 0us, 0us, 0us,
        "of its time limit we acted late by 20000.000 ms (limit 3000 ms)"}},
      {1ms, {"a limit as short as the error", false, {}, 2ms, {}, {}, {}, ""}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.machine.what);
    Sample sample = sample_of(row.machine);
    sample.outcome = Outcome::timed_out;
    sample.censored_after = row.waited;
    judge_fitness(sample, Fitness{});
    EXPECT_EQ(sample.unfit_reason, row.machine.want);
    EXPECT_EQ(sample.fit, row.machine.want.empty());
  }
}

TEST(Fitness, TakesTheConfiguredLimits) {
  Sample sample = sample_of({"", true, {}, 5ms, 5ms, 5ms, 20ms, ""});
  sample.lateness = 60ms;
  judge_fitness(sample, Fitness{.max_lateness = 100ms, .max_error = 20ms});
  EXPECT_TRUE(sample.fit) << sample.unfit_reason;
}

}  // namespace
}  // namespace portalprobe
