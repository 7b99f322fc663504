#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <set>

#include "scheduler/sweep.hpp"
#include "tests/scheduler/made_portals.hpp"
#include "tests/scheduler/scripted_engine.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/recording_outbox.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using Answer = support::ScriptedEngine::Answer;

/// A plan of one portal, every second one measurement, and a side series; the test moves the clock.
class BesideThePlan : public testing::Test {
 protected:
  BesideThePlan() {
    portals = support::made_portals(1);
    order.sweep_id = "sweep";
    order.stratum = "night";
    order.vantage_id = "ha-noi-1";
    order.portals = portals;
    order.limits.host_gap = 0s;
    beside = {support::made_portal("reference", "127.0.0.1", 0, 0)};
    for (const char* id : {"a", "b"}) {
      beside[0].targets.push_back(support::made_target(id, TargetKind::reference, "http://127.0.0.1/"));
    }
    series.portals = beside;
    series.turns.resize(2);
    series.turns[1].target = 1;
    series.every = 10s;
    series.first_every = 1s;
    series.on_end = [this](const Measurement& m) { ended.push_back(m.sample); };
  }

  void plan(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      PlannedMeasurement planned;
      planned.scheduled_at = begin + std::chrono::seconds(i);
      planned.round = static_cast<std::uint32_t>(i);
      order.plan.push_back(planned);
    }
  }
  void start() {
    order.beside = {series};
    sweep = std::make_unique<Sweep>(io, clock, engine, outbox, order);
    sweep->start([this](SweepResult r) {
      ++ends;
      result = std::move(r);
    });
    settle();
  }
  void settle() {
    for (int i = 0; i < 2; ++i) {
      io.restart();
      io.poll();
      engine.tick();
      io.restart();
      io.poll();
      sweep->poke();
    }
    io.restart();
    io.poll();
  }
  void pass(microseconds time) {
    for (microseconds passed{0}; passed < time && ends == 0; passed += 10ms) {
      clock.advance(10ms);
      settle();
    }
  }
  std::vector<Sample> stored(TargetKind kind) const {
    std::vector<Sample> found;
    for (const auto& m : outbox.measurements) {
      if (m.sample.kind == kind) found.push_back(m.sample);
    }
    return found;
  }

  support::FakeClock clock;
  const WallTime begin = clock.wall();
  boost::asio::io_context io;
  support::ScriptedEngine engine{io, clock};
  support::RecordingOutbox outbox;
  std::vector<Portal> portals;
  std::vector<Portal> beside;
  SideSeries series;
  SweepOrder order;
  std::unique_ptr<Sweep> sweep;
  std::vector<Sample> ended;
  int ends = 0;
  SweepResult result;
};

TEST_F(BesideThePlan, IsMeasuredInItsRhythmAndCountsInNoneOfThePlansFigures) {
  plan(25);
  start();
  pass(60s);
  ASSERT_EQ(ends, 1);
  const auto samples = stored(TargetKind::reference);
  ASSERT_EQ(samples.size(), 4U);  // at 0, 1, 11 and 21 s
  for (std::uint32_t i = 0; i < 4; ++i) {
    EXPECT_EQ(samples[i].round, i);
    EXPECT_EQ(samples[i].portal_id, "reference");
    EXPECT_EQ(samples[i].target_id, i % 2 == 0 ? "a" : "b");
    EXPECT_EQ(samples[i].sweep_id, "sweep");
    EXPECT_EQ(samples[i].vantage_id, "ha-noi-1");
    EXPECT_EQ(samples[i].stratum, "night");
    EXPECT_EQ(samples[i].held, 0us);
    EXPECT_EQ(samples[i].lateness, 0us);
  }
  EXPECT_EQ(samples[2].scheduled_at, begin + 11s);
  EXPECT_EQ(ended, samples);
  EXPECT_EQ(result.samples, 25U);
  EXPECT_EQ(result.planned, 25U);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.by_outcome, (std::map<Outcome, std::uint64_t>{{Outcome::ok, 25}}));
  EXPECT_FALSE(result.load.contains("reference"));
  EXPECT_EQ(sweep->progress().finished, 25U);
}

TEST_F(BesideThePlan, RoundsGoOnFromWhereTheyAreTold) {
  series.first_round = 7;
  series.round_step = 3;
  plan(3);
  start();
  pass(10s);
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(ended[0].round, 7U);
  EXPECT_EQ(ended[1].round, 10U);
}

TEST_F(BesideThePlan, TakesNoPlaceOfThePlansAndWaitsForNone) {
  order.limits.in_flight = 1;
  engine.script = [](const Portal& portal, const PlannedMeasurement&) {
    return portal.id == "reference" ? Answer{.after = 100ms} : Answer{.after = 4s};
  };
  plan(2);
  start();
  pass(2s);
  EXPECT_EQ(ended.size(), 2U) << "held up by the plan's measurement";
  for (const auto& sample : ended) EXPECT_EQ(sample.lateness, 0us);
}

TEST_F(BesideThePlan, WaitsForTheOneBeforeAndCallsThatNobodysLateness) {
  engine.script = [](const Portal& portal, const PlannedMeasurement&) {
    return portal.id == "reference" ? Answer{.after = 5s} : Answer{.after = 10ms};
  };
  plan(20);
  start();
  pass(60s);
  ASSERT_GE(ended.size(), 2U);
  EXPECT_EQ(to_microseconds(*ended[1].started_at - *ended[0].started_at), 5s);
  EXPECT_LE(*ended[1].lateness, 10ms);  // a step of the test's clock
  EXPECT_TRUE(ended[1].fit);
}

TEST_F(BesideThePlan, LetsWhatIsInFlightEndWithTheSweepButStartsNothingAfterThePlan) {
  engine.script = [](const Portal& portal, const PlannedMeasurement&) {
    return portal.id == "reference" ? Answer{.after = 3s} : Answer{.after = 10ms};
  };
  plan(2);
  start();
  pass(2900ms);
  EXPECT_EQ(ends, 0);
  pass(60s);
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(ended.size(), 1U);
  EXPECT_TRUE(result.complete);
}

TEST_F(BesideThePlan, IsCancelledWithTheRestAndKeepsNoCancelledSample) {
  engine.script = [](const Portal&, const PlannedMeasurement&) { return Answer{.after = 1h}; };
  plan(3);
  start();
  pass(1500ms);
  sweep->stop();
  sweep->stop();
  settle();
  EXPECT_EQ(ends, 1);
  EXPECT_TRUE(ended.empty());
  EXPECT_TRUE(outbox.measurements.empty());
  EXPECT_EQ(engine.in_flight(), 0U);
}

TEST_F(BesideThePlan, StartsNothingWhileTheOutboxIsFull) {
  outbox.is_full = true;
  plan(3);
  start();
  pass(2s);
  EXPECT_TRUE(engine.started.empty());
  outbox.is_full = false;
  pass(20s);
  ASSERT_FALSE(ended.empty());
  EXPECT_GE(*ended[0].lateness, 1900ms) << "that was our own doing";
  EXPECT_FALSE(ended[0].fit);
}

TEST_F(BesideThePlan, AnEngineThatCannotStartItSpoilsNothing) {
  engine.script = [](const Portal& portal, const PlannedMeasurement&) {
    Answer answer{.after = 10ms};
    answer.refuses_to_start = portal.id == "reference";
    return answer;
  };
  plan(3);
  start();
  pass(60s);
  EXPECT_EQ(ends, 1);
  EXPECT_TRUE(result.complete);
  ASSERT_FALSE(ended.empty());
  EXPECT_EQ(ended[0].outcome, Outcome::probe_error);
}

}  // namespace
}  // namespace portalprobe
