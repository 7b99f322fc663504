#include "report/phases.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using std::chrono::milliseconds;

milliseconds operator""_ms(unsigned long long count) { return milliseconds(count); }

Timings whole() { return {10_ms, 30_ms, 60_ms, 61_ms, 161_ms, 200_ms}; }

TEST(Phases, LieBetweenTheMarks) {
  const std::vector<Phase> want = {
      {PhaseKind::dns, 0_ms, 10_ms},    {PhaseKind::connect, 10_ms, 30_ms},
      {PhaseKind::tls, 30_ms, 60_ms},   {PhaseKind::send, 60_ms, 61_ms},
      {PhaseKind::wait, 61_ms, 161_ms}, {PhaseKind::receive, 161_ms, 200_ms},
  };
  EXPECT_EQ(phases_of(whole(), microseconds(0)), want);
}

TEST(Phases, AreLeftOutWhereTheyDidNotTakePlace) {
  Timings no_lookup = whole();
  no_lookup.resolved.reset();
  EXPECT_EQ(phases_of(no_lookup, microseconds(0)).front(), (Phase{PhaseKind::connect, 0_ms, 30_ms}));

  Timings plain = whole();
  plain.secured.reset();
  EXPECT_EQ(phases_of(plain, microseconds(0)).at(2), (Phase{PhaseKind::send, 30_ms, 61_ms}));

  const Timings reused = {{}, {}, {}, 61_ms, 161_ms, 200_ms};
  EXPECT_EQ(phases_of(reused, 55_ms).front(), (Phase{PhaseKind::send, 55_ms, 61_ms}));
  EXPECT_EQ(phases_of(reused, std::nullopt).front(), (Phase{PhaseKind::wait, 61_ms, 161_ms}));

  EXPECT_TRUE(phases_of(Timings{}, microseconds(0)).empty());
}

TEST(Phases, GiveNothingOfAnUnknownOneToItsNeighbours) {
  Timings unknown_sent = whole();
  unknown_sent.sent.reset();
  const auto phases = phases_of(unknown_sent, microseconds(0));
  ASSERT_EQ(phases.size(), 4U);
  EXPECT_EQ(phases.back().kind, PhaseKind::receive);
}

TEST(Phases, OfASampleBeginWithItsLastHop) {
  Sample sample;
  sample.timings = whole();
  sample.hop_started = 4_ms;
  EXPECT_EQ(phases_of(sample).front(), (Phase{PhaseKind::dns, 4_ms, 10_ms}));
}

TEST(StoppedIn, NamesThePhaseThatDidNotEnd) {
  struct {
    Outcome outcome;
    Timings marks;
    std::optional<PhaseKind> want;
  } rows[] = {
      {Outcome::ok, {}, {}},
      {Outcome::dns_not_found, {}, PhaseKind::dns},
      {Outcome::dns_timed_out, {}, PhaseKind::dns},
      {Outcome::connect_refused, {10_ms, {}, {}, {}, {}, {}}, PhaseKind::connect},
      {Outcome::tls_certificate_expired, {10_ms, 20_ms, {}, {}, {}, {}}, PhaseKind::tls},
      {Outcome::timed_out, {10_ms, 20_ms, 30_ms, 31_ms, {}, {}}, PhaseKind::wait},
      {Outcome::http_truncated, {10_ms, 20_ms, 30_ms, 31_ms, 40_ms, {}}, PhaseKind::receive},
      {Outcome::connect_reset, {10_ms, 20_ms, 30_ms, 31_ms, {}, {}}, PhaseKind::wait},
      {Outcome::http_server_error, whole(), {}},
      {Outcome::skipped_backoff, {}, {}},
      {Outcome::probe_error, {}, {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(to_string(row.outcome));
    Sample sample;
    sample.outcome = row.outcome;
    sample.timings = row.marks;
    EXPECT_EQ(stopped_in(sample), row.want);
  }
}

}  // namespace
}  // namespace portalprobe
