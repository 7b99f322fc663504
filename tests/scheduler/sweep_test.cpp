#include "scheduler/sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <set>
#include <tuple>

#include "scheduler/plan.hpp"
#include "scheduler/random.hpp"
#include "tests/scheduler/made_portals.hpp"
#include "tests/scheduler/scripted_engine.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/recording_outbox.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using support::made_portal;
using support::made_portals;
using Answer = support::ScriptedEngine::Answer;

/// A sweep in a world whose clock the test moves, a millisecond at a time.
class SweepTest : public testing::Test {
 protected:
  void portals_are(std::vector<Portal> list) {
    portals = std::move(list);
    order.portals = portals;
  }
  SweepOrder night_order() const {
    SweepOrder night;
    night.sweep_id = "20261120T150000Z-0123456789ab";
    night.stratum = "night";
    night.vantage_id = "ha-noi-1";
    night.portals = portals;
    return night;
  }
  /// A plan written by hand.
  void plan(std::uint32_t portal, microseconds offset, std::uint16_t target = 0) {
    PlannedMeasurement planned;
    planned.scheduled_at = begin + offset;
    planned.portal = portal;
    planned.target = target;
    planned.round = static_cast<std::uint32_t>(order.plan.size());
    order.plan.push_back(planned);
  }
  void plan_rounds(int rounds, microseconds window, std::uint64_t seed = 1) {
    const std::vector<IpFamily> families = {IpFamily::ipv4};
    PlanRequest request;
    request.portals = portals;
    request.families = families;
    request.rounds = rounds;
    request.window = window;
    request.host_gap = order.limits.host_gap;
    request.seed = seed;
    request.start = begin;
    order.plan = make_plan(request);
  }
  void start() {
    sweep = std::make_unique<Sweep>(io, clock, engine, outbox, order);
    sweep->start([this](SweepResult ended) {
      ++ends;
      result = std::move(ended);
    });
    settle();
  }
  void settle() {
    io.restart();
    io.poll();
    engine.tick();
    io.restart();
    io.poll();
    if (sweep) sweep->poke();
    io.restart();
    io.poll();
  }
  void pass(microseconds time, microseconds step = 1ms) {
    for (microseconds passed{0}; passed < time && ends == 0; passed += step) {
      clock.advance(step);
      settle();
    }
  }
  void run(microseconds step = 1ms) {
    start();
    pass(24h, step);
    ASSERT_EQ(ends, 1) << "the sweep did not end";
  }
  const Sample& sample_of(std::uint32_t round) const {
    for (const auto& m : outbox.measurements) {
      if (m.sample.round == round) return m.sample;
    }
    throw std::runtime_error("no such sample");
  }

  support::FakeClock clock;
  const WallTime begin = clock.wall();
  boost::asio::io_context io;
  support::ScriptedEngine engine{io, clock};
  support::RecordingOutbox outbox;
  std::vector<Portal> portals = made_portals(5);
  SweepOrder order = night_order();
  std::unique_ptr<Sweep> sweep;
  int ends = 0;
  SweepResult result;
};

TEST_F(SweepTest, OfNothingIsCompleteAtOnce) {
  start();
  EXPECT_EQ(ends, 1);
  EXPECT_TRUE(result.complete);
  EXPECT_FALSE(result.interrupted);
}

TEST_F(SweepTest, FillsInWhoWhatAndWhen) {
  plan(2, 3s, 1);
  order.plan[0].connection = Connection::warm;
  order.plan[0].ip_family = IpFamily::ipv6;
  order.plan[0].round = 7;
  run();
  ASSERT_EQ(outbox.measurements.size(), 1U);
  const Sample& sample = outbox.measurements[0].sample;
  EXPECT_EQ(sample.sweep_id, order.sweep_id);
  EXPECT_EQ(sample.stratum, "night");
  EXPECT_EQ(sample.vantage_id, "ha-noi-1");
  EXPECT_EQ(sample.portal_id, "p2");
  EXPECT_EQ(sample.target_id, "action-0");
  EXPECT_EQ(sample.role, "action-0");
  EXPECT_EQ(sample.kind, TargetKind::action);
  EXPECT_EQ(sample.round, 7U);
  EXPECT_EQ(sample.connection, Connection::warm);
  EXPECT_EQ(sample.ip_family, IpFamily::ipv6);
  EXPECT_EQ(sample.scheduled_at, begin + 3s);
  EXPECT_EQ(sample.started_at, begin + 3s);
  EXPECT_EQ(sample.held, 0us);
  EXPECT_EQ(sample.lateness, 0us);
  EXPECT_TRUE(sample.fit);
}

TEST_F(SweepTest, GivesExactlyOneSampleForEachPlannedMeasurement) {
  portals_are(made_portals(12, 1, 2));
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    outbox.measurements.clear();
    ends = 0;
    plan_rounds(4, 2min, seed);
    for (auto& planned : order.plan) planned.scheduled_at += clock.wall() - begin;
    order.maintenance = {{{"p3"}, clock.wall() + 30s, clock.wall() + 60s, "announced"}};
    Random random(seed);
    engine.script = [&](const Portal& portal, const PlannedMeasurement&) {
      Answer answer{.after = microseconds(random.below(2'000'000)),
                    .addresses = {std::to_string(random.below(3))}};
      if (portal.id == "p5") answer.retry_after = RetryAfter{portal.targets[0].url, 40s};
      if (random.below(10) == 0) answer.outcome = Outcome::http_server_error;
      return answer;
    };
    run(5ms);
    EXPECT_TRUE(result.complete);
    EXPECT_EQ(result.samples, order.plan.size());
    EXPECT_GT(result.by_outcome[Outcome::skipped_maintenance], 0U);
    EXPECT_GT(result.by_outcome[Outcome::skipped_backoff], 0U);
    EXPECT_GT(result.by_outcome[Outcome::http_server_error], 0U);
    std::set<std::tuple<std::string, std::string, Connection, std::uint32_t>> keys;
    for (const auto& m : outbox.measurements) {
      EXPECT_TRUE(
          keys.insert({m.sample.portal_id, m.sample.target_id, m.sample.connection, m.sample.round}).second);
      if (was_sent(m.sample.outcome)) {
        EXPECT_EQ(*m.sample.started_at,
                  m.sample.scheduled_at + m.sample.held - m.held_at_address + *m.sample.lateness);
        EXPECT_LE(*m.sample.lateness, 5ms);
      } else {
        EXPECT_FALSE(m.sample.started_at || m.sample.lateness);
      }
    }
    EXPECT_EQ(keys.size(), order.plan.size());
  }
}

TEST_F(SweepTest, TellsWhatThePortalHeldFromWhatWeWereLate) {
  plan(0, 1s);
  plan(0, 2s);
  engine.script = [](const Portal&, const PlannedMeasurement&) { return Answer{.after = 5s}; };
  start();
  pass(1040ms, 40ms);  // the loop looks only every 40 ms
  pass(6s);
  pass(10s);
  EXPECT_EQ(sample_of(0).held, 0us);
  EXPECT_EQ(sample_of(0).lateness, 0us);
  // Started at 1.0 s for 5 s, then the gap of 1 s.
  EXPECT_EQ(sample_of(1).held, 5s);
  EXPECT_EQ(sample_of(1).lateness, 0us);
  EXPECT_EQ(result.load["p0"].held_for_gap, 5s);
}

TEST_F(SweepTest, CountsALateLoopAsLatenessAndMarksItUnfit) {
  plan(0, 1s);
  plan(1, 1s);
  start();
  pass(1060ms, 1060ms);
  pass(1s);
  EXPECT_EQ(sample_of(0).lateness, 60ms);
  EXPECT_EQ(sample_of(0).held, 0us);
  EXPECT_FALSE(sample_of(0).fit);
  EXPECT_THAT(sample_of(0).unfit_reason, testing::HasSubstr("60.000 ms"));
  EXPECT_EQ(result.unfit, 1U) << "the second was held by the pace alone";
  EXPECT_EQ(sample_of(1).held, 80ms);
  EXPECT_EQ(result.load["p1"].held_for_limits, 80ms);
}

TEST_F(SweepTest, CountsWaitingAtAnAddressAsHeld) {
  order.limits.address_in_flight = 1;
  order.limits.starts_per_second = 1000;
  plan(0, 1s);
  plan(1, 1s);
  engine.script = [](const Portal&, const PlannedMeasurement&) {
    return Answer{.after = 3s, .addresses = {"192.0.2.1"}};
  };
  run();
  EXPECT_EQ(engine.most_at_an_address, 1);
  EXPECT_EQ(sample_of(0).held, 0us);
  EXPECT_EQ(sample_of(1).held, 1ms + 2999ms);
  EXPECT_EQ(sample_of(1).lateness, 0us);
  EXPECT_EQ(result.load["p1"].held_for_limits, 3s);
}

TEST_F(SweepTest, NeverExceedsThePlacesAtAnAddressHowManyHopsEverThereAre) {
  portals_are(made_portals(40));
  order.limits.address_in_flight = 3;
  order.limits.in_flight = 25;
  order.limits.starts_per_second = 1000;
  order.rebase = true;
  plan_rounds(3, 0us);
  Random random(1);
  engine.script = [&](const Portal&, const PlannedMeasurement&) {
    Answer answer{.after = microseconds(random.below(3'000'000))};
    for (auto hops = random.below(5); hops-- > 0;)
      answer.addresses.push_back(std::to_string(random.below(4)));
    return answer;
  };
  run(5ms);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(engine.most_at_an_address, 3);
  EXPECT_LE(engine.most_in_flight, 25U);
}

TEST_F(SweepTest, HonoursRetryAfter) {
  plan(0, 0s);
  plan(0, 10s, 1);
  plan(1, 10s);
  engine.script = [](const Portal&, const PlannedMeasurement&) {
    return Answer{.outcome = Outcome::blocked,
                  .retry_after = RetryAfter{"https://dichvucong.p0.gov.vn:443", 1h}};
  };
  run();
  EXPECT_EQ(sample_of(1).outcome, Outcome::skipped_backoff);
  EXPECT_EQ(sample_of(1).side, Side::protection);
  EXPECT_EQ(sample_of(1).portal_id, "p0");
  EXPECT_EQ(sample_of(1).target_id, "action-0");
  EXPECT_EQ(sample_of(1).detail,
            "https://dichvucong.p0.gov.vn:443 asked us to stay away until 2026-11-20T16:00:00.100000Z "
            "(Retry-After)");
  EXPECT_EQ(sample_of(2).outcome, Outcome::blocked);
  EXPECT_EQ(result.load["p0"].backoffs, 1U);
  EXPECT_EQ(result.load["p0"].requests, 2U);
}

TEST_F(SweepTest, SkipsPortalsUnderMaintenance) {
  plan(0, 1s);
  order.maintenance = {{{"p0"}, begin, begin + 1h, "moving house"}};
  run();
  EXPECT_EQ(sample_of(0).outcome, Outcome::skipped_maintenance);
  EXPECT_EQ(sample_of(0).side, Side::none);
  EXPECT_EQ(sample_of(0).detail, "moving house");
  EXPECT_TRUE(engine.started.empty());
  EXPECT_TRUE(result.complete);
}

TEST_F(SweepTest, CountsTheLoadPutOnEachPortal) {
  plan(0, 0s);
  plan(0, 5s);
  plan(1, 0s);
  run();
  EXPECT_EQ(result.load.size(), 2U) << "of the portals of the plan";
  EXPECT_EQ(result.load["p0"].requests, 4U);
  EXPECT_EQ(result.load["p0"].bytes_sent, 600U);
  EXPECT_EQ(result.load["p0"].bytes_received, 10000U);
  EXPECT_EQ(result.load["p1"].requests, 2U);
}

TEST_F(SweepTest, MeasuresWhatIsOverdueFromNowOnWhenRebased) {
  order.rebase = true;
  plan(0, -1h);
  plan(1, 2s);
  run();
  EXPECT_EQ(sample_of(0).scheduled_at, begin - 1h) << "the plan's";
  EXPECT_EQ(sample_of(0).lateness, 0us);
  EXPECT_EQ(sample_of(0).held, 0us);
  EXPECT_EQ(sample_of(1).started_at, begin + 2s);
}

TEST_F(SweepTest, IsNotDisturbedByASteppedWallClock) {
  plan(0, 1s);
  plan(1, 10s);
  plan(2, 20s);
  start();
  pass(5s);
  clock.set_wall(begin + 24h);
  pass(10s);
  EXPECT_EQ(engine.started.size(), 2U);
  clock.set_wall(begin - 24h);
  pass(10s);
  ASSERT_EQ(ends, 1);
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(sample_of(i).lateness, 0us);
}

TEST_F(SweepTest, StopsStartingAndLetsWhatIsInFlightEnd) {
  plan(0, 0s);
  plan(1, 10s);
  engine.script = [](const Portal&, const PlannedMeasurement&) { return Answer{.after = 20s}; };
  start();
  pass(5s);
  sweep->stop();
  pass(30s);
  ASSERT_EQ(ends, 1);
  EXPECT_EQ(result.samples, 1U);
  EXPECT_EQ(sample_of(0).outcome, Outcome::ok);
  EXPECT_EQ(result.not_started, 1U);
  EXPECT_EQ(result.cancelled, 0U);
  EXPECT_TRUE(result.interrupted);
  EXPECT_FALSE(result.complete);
}

TEST_F(SweepTest, CancelsAfterTheGracePeriodAndKeepsNoCancelledSample) {
  order.grace = 10s;
  plan(0, 0s);
  engine.script = [](const Portal&, const PlannedMeasurement&) { return Answer{.after = 20s}; };
  start();
  pass(5s);
  sweep->stop();
  pass(9990ms);
  EXPECT_EQ(ends, 0);
  pass(20ms);
  ASSERT_EQ(ends, 1);
  EXPECT_EQ(result.cancelled, 1U);
  EXPECT_EQ(result.samples, 0U);
  EXPECT_TRUE(outbox.measurements.empty());
  EXPECT_FALSE(result.complete);
  EXPECT_TRUE(result.error.empty());
}

TEST_F(SweepTest, CancelsAtOnceWhenStoppedAgain) {
  order.limits.address_in_flight = 1;
  order.limits.starts_per_second = 1000;
  plan(0, 0s);
  plan(1, 0s);
  engine.script = [](const Portal&, const PlannedMeasurement&) {
    return Answer{.after = 20s, .addresses = {"192.0.2.1"}};
  };
  start();
  pass(5s);
  EXPECT_EQ(engine.in_flight(), 2U);
  sweep->stop();
  settle();
  EXPECT_EQ(ends, 0);
  sweep->stop();
  settle();
  ASSERT_EQ(ends, 1);
  EXPECT_EQ(result.cancelled, 2U) << "the one that waited at the address too";
}

TEST_F(SweepTest, EndsAtOnceWhenNothingIsInFlight) {
  plan(0, 1h);
  start();
  pass(1s);
  sweep->stop();
  settle();
  ASSERT_EQ(ends, 1);
  EXPECT_EQ(result.not_started, 1U);
  sweep->stop();
  settle();
  EXPECT_EQ(ends, 1);
}

TEST_F(SweepTest, StoppedBeforeItsStartMeasuresNothing) {
  plan(0, 0s);
  sweep = std::make_unique<Sweep>(io, clock, engine, outbox, order);
  sweep->stop();
  sweep->start([this](SweepResult ended) {
    ++ends;
    result = std::move(ended);
  });
  settle();
  ASSERT_EQ(ends, 1);
  EXPECT_TRUE(engine.started.empty());
  EXPECT_EQ(result.not_started, 1U);
}

TEST_F(SweepTest, EndsThoughTheEngineDoesNotCancel) {
  plan(0, 0s);
  engine.script = [](const Portal&, const PlannedMeasurement&) {
    return Answer{.after = 1h, .ignores_cancel = true};
  };
  start();
  pass(1s);
  sweep->stop();
  sweep->stop();
  pass(11s);
  ASSERT_EQ(ends, 1);
  EXPECT_EQ(result.cancelled, 1U);
  EXPECT_THAT(result.error, testing::HasSubstr("did not end"));
  clock.advance(1h);
  settle();  // what comes too late is ignored
  EXPECT_TRUE(outbox.measurements.empty());
}

TEST_F(SweepTest, StartsNothingWhileTheOutboxIsFullAndCountsThatAsLateness) {
  plan(0, 1s);
  plan(1, 5s);
  order.limits.starts_per_second = 1000;
  outbox.is_full = true;
  start();
  pass(6s);
  EXPECT_TRUE(engine.started.empty());
  outbox.is_full = false;
  pass(10s);
  ASSERT_EQ(ends, 1);
  EXPECT_EQ(sample_of(0).held, 0us);
  EXPECT_EQ(sample_of(0).lateness, 5s + 1ms);
  EXPECT_EQ(sample_of(1).lateness, 1s + 2ms - sample_of(1).held);
  EXPECT_LE(sample_of(1).held, 1ms);
  EXPECT_FALSE(sample_of(0).fit);
  EXPECT_TRUE(result.complete);
}

TEST_F(SweepTest, SkipsNothingEitherWhileTheOutboxIsFull) {
  plan(0, 0s);
  order.maintenance = {{{"p0"}, begin, begin + 1h, "announced"}};
  outbox.is_full = true;
  start();
  pass(1s);
  EXPECT_TRUE(outbox.measurements.empty());
  outbox.is_full = false;
  pass(1s);
  EXPECT_EQ(outbox.measurements.size(), 1U);
  EXPECT_EQ(ends, 1);
}

TEST_F(SweepTest, EndsWhenTheOutboxBreaks) {
  plan(0, 0s);
  plan(1, 1h);
  engine.script = [](const Portal&, const PlannedMeasurement&) { return Answer{.after = 20s}; };
  start();
  pass(1s);
  outbox.is_broken = true;
  pass(100ms);
  ASSERT_EQ(ends, 1);
  EXPECT_TRUE(result.store_broken);
  EXPECT_FALSE(result.interrupted);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.cancelled, 1U);
  EXPECT_EQ(result.not_started, 1U);
}

TEST_F(SweepTest, MakesASampleOfWhatTheEngineRefusesToStart) {
  plan(0, 0s);
  plan(0, 5s);
  engine.script = [](const Portal&, const PlannedMeasurement& planned) {
    return Answer{.refuses_to_start = planned.round == 0};
  };
  run();
  EXPECT_EQ(sample_of(0).outcome, Outcome::probe_error);
  EXPECT_EQ(sample_of(0).side, Side::probe);
  EXPECT_EQ(sample_of(0).detail, "could not be started: no descriptors left");
  EXPECT_EQ(sample_of(1).outcome, Outcome::ok);
  EXPECT_TRUE(result.complete);
}

class ThrowingOutbox : public support::RecordingOutbox {
 public:
  void put(Measurement) override { throw std::runtime_error("out of memory"); }
};

TEST_F(SweepTest, EndsWithAnErrorOfOurOwnInsteadOfThrowing) {
  ThrowingOutbox throwing;
  plan(0, 0s);
  plan(1, 5s);
  sweep = std::make_unique<Sweep>(io, clock, engine, throwing, order);
  sweep->start([this](SweepResult ended) {
    ++ends;
    result = std::move(ended);
  });
  EXPECT_NO_THROW(pass(2s));
  ASSERT_EQ(ends, 1);
  EXPECT_EQ(result.error, "out of memory");
  EXPECT_EQ(result.samples, 0U);
  EXPECT_FALSE(result.complete);
}

TEST_F(SweepTest, DestroyedWhileItRunsCancelsAndCallsNobody) {
  plan(0, 0s);
  plan(1, 5s);
  start();
  pass(50ms);
  EXPECT_EQ(engine.in_flight(), 1U);
  sweep.reset();
  EXPECT_EQ(engine.in_flight(), 0U);
  pass(10s);
  EXPECT_EQ(ends, 0);
  EXPECT_TRUE(outbox.measurements.empty());
}

TEST_F(SweepTest, MayBeDestroyedByItsOwnEnd) {
  plan(0, 0s);
  sweep = std::make_unique<Sweep>(io, clock, engine, outbox, order);
  sweep->start([this](SweepResult) {
    sweep.reset();
    ++ends;
  });
  pass(1s);
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(sweep, nullptr);
}

TEST_F(SweepTest, TellsHowFarItIs) {
  order.limits.starts_per_second = 1000;
  order.maintenance = {{{"p2"}, begin, begin + 1h, "announced"}};
  for (std::uint32_t p = 0; p < 4; ++p) plan(p, 0s);
  plan(4, 1h);
  engine.script = [](const Portal& portal, const PlannedMeasurement&) {
    return Answer{.after = portal.id == "p0" ? 10s : 1s,
                  .outcome = portal.id == "p1" ? Outcome::timed_out : Outcome::ok};
  };
  start();
  pass(2500ms);
  const SweepProgress progress = sweep->progress();
  EXPECT_EQ(progress.planned, 5U);
  EXPECT_EQ(progress.started, 3U);
  EXPECT_EQ(progress.finished, 2U);
  EXPECT_EQ(progress.failures, 1U);
  EXPECT_EQ(progress.skipped, 1U);
  EXPECT_EQ(progress.in_flight, 1U);
  EXPECT_DOUBLE_EQ(progress.rate, 1.0);
}

}  // namespace
}  // namespace portalprobe
