#include "scheduler/vantage_watch.hpp"

#include <gmock/gmock.h>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const SteadyTime kStart{24h};

Measurement measured(Outcome outcome, SteadyTime begun) {
  Measurement m;
  m.started = begun;
  m.sample.portal_id = "portal";
  m.sample.outcome = outcome;
  m.sample.side = side_of(outcome);
  m.sample.detail = "why";
  return m;
}

Measurement control_run(const char* id, Outcome outcome, SteadyTime begun) {
  Measurement m = measured(outcome, begun);
  m.sample.portal_id = id;
  m.sample.kind = TargetKind::control;
  if (outcome == Outcome::ok || outcome == Outcome::http_server_error) m.sample.http_status = 200;
  return m;
}

TEST(VantageWatch, HoldsNothingWithoutControls) {
  VantageWatch watch(0);
  watch.add(measured(Outcome::timed_out, kStart), kStart + 1s);
  const auto known = watch.take(kStart + 1s);
  ASSERT_EQ(known.size(), 1U);
  EXPECT_EQ(known[0].sample.side, Side::portal);
  EXPECT_TRUE(watch.empty());
}

TEST(VantageWatch, WaitsUntilEachControlWasAskedAgain) {
  VantageWatch watch(2);
  watch.add(measured(Outcome::timed_out, kStart), kStart + 1s);
  EXPECT_TRUE(watch.take(kStart + 2s).empty());
  watch.add_control(0, control_run("a", Outcome::ok, kStart + 1s), kStart + 2s);
  watch.add_control(1, control_run("b", Outcome::ok, kStart + 900ms), kStart + 2s);  // begun before the end
  EXPECT_TRUE(watch.take(kStart + 2s).empty());
  watch.add_control(1, control_run("b", Outcome::ok, kStart + 2s), kStart + 3s);
  const auto known = watch.take(kStart + 3s);
  ASSERT_EQ(known.size(), 1U);
  EXPECT_EQ(known[0].sample.side, Side::portal);
  EXPECT_EQ(known[0].sample.detail, "why");
}

TEST(VantageWatch, DoesNotWaitForEver) {
  VantageWatch watch(1);
  watch.add(measured(Outcome::ok, kStart), kStart + 1s);
  EXPECT_TRUE(watch.take(kStart + 15s).empty());
  EXPECT_EQ(watch.take(kStart + 16s).size(), 1U);
  watch.add(measured(Outcome::ok, kStart), kStart + 1s);
  EXPECT_EQ(watch.take_all().size(), 1U);
}

struct Row {
  const char* what;
  Outcome outcome;
  Outcome first;
  Outcome second;
  Side want;
};

TEST(VantageWatch, AsksTheControlsWhoseFailureItWas) {
  const Row rows[] = {
      {"all out of reach", Outcome::connect_timed_out, Outcome::connect_timed_out, Outcome::dns_timed_out,
       Side::vantage},
      {"one out of reach", Outcome::connect_timed_out, Outcome::connect_timed_out, Outcome::ok,
       Side::unexplained},
      {"none", Outcome::timed_out, Outcome::ok, Outcome::ok, Side::portal},
      {"controls that answer are in reach", Outcome::timed_out, Outcome::http_server_error,
       Outcome::http_server_error, Side::portal},
      {"a wall is a wall", Outcome::blocked, Outcome::timed_out, Outcome::timed_out, Side::protection},
      {"our own errors are ours", Outcome::probe_error, Outcome::timed_out, Outcome::timed_out, Side::probe},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    VantageWatch watch(2);
    watch.add(measured(row.outcome, kStart), kStart + 1s);
    watch.add_control(0, control_run("a", row.first, kStart + 1s), kStart + 6s);
    watch.add_control(1, control_run("b", row.second, kStart + 1s), kStart + 6s);
    const auto known = watch.take(kStart + 6s);
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].sample.side, row.want);
    EXPECT_EQ(known[0].sample.outcome, row.outcome) << "what happened stays";
    const char* const says = row.want == Side::vantage       ? "all of our controls"
                             : row.want == Side::unexplained ? "a (connect_timed_out)"
                                                             : "why";
    EXPECT_THAT(known[0].sample.detail, HasSubstr(says));
  }
}

TEST(VantageWatch, TakesTheSameMinuteAndNoMore) {
  for (const auto& [gap, want] : {std::pair(29s, Side::vantage), std::pair(31s, Side::portal)}) {
    VantageWatch watch(1);
    watch.add_control(0, control_run("a", Outcome::timed_out, kStart), kStart + 5s);
    watch.add(measured(Outcome::connect_refused, kStart + 5s + gap), kStart + 6s + gap);
    watch.add_control(0, control_run("a", Outcome::ok, kStart + 6s + gap), kStart + 7s + gap);
    EXPECT_EQ(watch.take(kStart + 7s + gap).at(0).sample.side, want);
  }
}

TEST(VantageWatch, MakesUnfitWhatWentWellInTheMidstOfAnOutage) {
  for (const bool during : {true, false}) {
    VantageWatch watch(1);
    watch.add_control(0, control_run("a", Outcome::connect_timed_out, kStart), kStart + 5s);
    const SteadyTime begun = during ? kStart + 1s : kStart + 6s;
    watch.add(measured(Outcome::ok, begun), begun + 8s);
    watch.add_control(0, control_run("a", Outcome::ok, begun + 8s), begun + 9s);
    const auto known = watch.take(begun + 9s);
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].sample.fit, !during);
    EXPECT_EQ(known[0].sample.unfit_reason.empty(), !during);
    EXPECT_EQ(known[0].sample.side, Side::none);
  }
}

TEST(VantageWatch, TakesControlsThatHadToCallTwiceForADelayAndNotForAFailure) {
  const struct {
    const char* what;
    Outcome outcome;
    microseconds connected;
    std::uint32_t retransmits;
    bool fit;
  } rows[] = {
      {"the line came back while all were calling", Outcome::ok, 3s, 2, false},
      {"a distant control", Outcome::ok, 3s, 0, true},
      {"lost later", Outcome::ok, 20ms, 1, true},
      {"a failure has other reasons", Outcome::connect_refused, 3s, 2, true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    VantageWatch watch(1);
    Measurement run = control_run("a", Outcome::ok, kStart);
    run.sample.timings.connected = row.connected;
    run.sample.tcp_retransmits = row.retransmits;
    watch.add_control(0, run, kStart + 4s);
    watch.add(measured(row.outcome, kStart + 2s), kStart + 4s);
    watch.add(measured(row.outcome, kStart + 3500ms), kStart + 4s);  // when it was heard already
    const auto known = watch.take_all();
    EXPECT_EQ(known[0].sample.fit, row.fit);
    EXPECT_EQ(known[0].sample.side, side_of(row.outcome));
    EXPECT_THAT(known[0].sample.unfit_reason, HasSubstr(row.fit ? "" : "a (for 3000 ms)"));
    EXPECT_TRUE(known[1].sample.fit);
  }
}

}  // namespace
}  // namespace portalprobe
