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
      {1ms, 2500us, "", "our readings differ from the kernel's by 2.500 ms (limit 2 ms)"},
      {62ms, 3ms, "",
       "we started it late, by 62.000 ms (limit 50 ms); our readings differ from the kernel's by 3.000 ms "
       "(limit 2 ms)"},
      {1ms, 1ms, "the processor was throttled", "the processor was throttled"},
      {62ms,
       {},
       "the processor was throttled",
       "the processor was throttled; we started it late, by 62.000 ms (limit 50 ms)"},
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

}  // namespace
}  // namespace portalprobe
