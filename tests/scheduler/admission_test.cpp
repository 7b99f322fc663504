#include "scheduler/admission.hpp"

#include <gtest/gtest.h>

#include <map>
#include <queue>
#include <set>

#include "core/round.hpp"
#include "scheduler/plan.hpp"
#include "scheduler/random.hpp"
#include "tests/scheduler/made_portals.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using support::made_portal;
using support::made_portals;
using Action = Decision::Action;

const SteadyTime kStart{1000h};
const WallTime kStartWall{std::chrono::seconds(1795186800)};

/// A plan written by hand: (portal, offset).
class AdmissionTest : public testing::Test {
 protected:
  AdmissionTest() {
    rules.portals = portals;
    rules.limits.starts_per_second = 0;
  }
  void plan(std::uint32_t portal, microseconds offset, std::uint16_t target = 0) {
    PlannedMeasurement planned;
    planned.scheduled_at = kStartWall + offset;
    planned.portal = portal;
    planned.target = target;
    planned.round = static_cast<std::uint32_t>(measurements.size());
    measurements.push_back(planned);
  }
  Admission admission() {
    rules.plan = measurements;
    Admission begun(rules);
    begun.begin(kStart, kStartWall);
    return begun;
  }
  static void expect_start(const std::optional<Decision>& decision, std::uint32_t index,
                           microseconds eligible, Held held) {
    ASSERT_TRUE(decision);
    EXPECT_EQ(decision->action, Action::start);
    EXPECT_EQ(decision->index, index);
    EXPECT_EQ(decision->eligible_at - kStart, eligible);
    EXPECT_EQ(decision->held, held);
  }

  const std::vector<Portal> portals = made_portals(5, 2, 0);
  std::vector<PlannedMeasurement> measurements;
  AdmissionRules rules;
};

TEST_F(AdmissionTest, StartsNothingBeforeItsTime) {
  plan(0, 5s);
  auto a = admission();
  EXPECT_FALSE(a.next(kStart + 4999ms));
  EXPECT_EQ(a.next_wakeup(), kStart + 5s);
  expect_start(a.next(kStart + 5s), 0, 5s, {});
  EXPECT_FALSE(a.next(kStart + 5s));
  EXPECT_TRUE(a.exhausted());
  EXPECT_FALSE(a.next_wakeup());
}

TEST_F(AdmissionTest, CountsOurOwnDelayAsLatenessNotAsHeld) {
  plan(0, 5s);
  auto a = admission();
  expect_start(a.next(kStart + 7s), 0, 5s, {});
}

TEST_F(AdmissionTest, HoldsALaneForItsMeasurementBeforeAndItsGap) {
  plan(0, 0s);
  plan(0, 2s);
  auto a = admission();
  expect_start(a.next(kStart), 0, 0s, {});
  EXPECT_FALSE(a.next(kStart + 2s));
  EXPECT_FALSE(a.next_wakeup()) << "only the end of the first can change anything";
  a.on_end(0, {}, kStart + 10s);
  EXPECT_FALSE(a.next(kStart + 10s));
  EXPECT_EQ(a.next_wakeup(), kStart + 11s);
  // Looked at 30 ms late: held until the gap's end, the rest is ours.
  expect_start(a.next(kStart + 11030ms), 1, 11s, {.gap = 9s});
}

TEST_F(AdmissionTest, DoesNotHoldOtherLanes) {
  plan(0, 0s);
  plan(0, 1s);
  plan(1, 1s);
  auto a = admission();
  a.next(kStart);
  expect_start(a.next(kStart + 1s), 2, 1s, {});
}

TEST_F(AdmissionTest, KeepsTheGapFromStartsWhereALaneMayHaveSeveral) {
  rules.limits.host_in_flight = 2;
  plan(0, 0s);
  plan(0, 0s);
  plan(0, 0s);
  auto a = admission();
  expect_start(a.next(kStart), 0, 0s, {});
  EXPECT_FALSE(a.next(kStart));
  expect_start(a.next(kStart + 1s), 1, 1s, {.gap = 1s});
  EXPECT_FALSE(a.next(kStart + 9s)) << "two are in flight";
  a.on_end(0, {}, kStart + 9s);
  a.on_end(1, {}, kStart + 9500ms);
  EXPECT_FALSE(a.next(kStart + 10s)) << "the later end counts";
  expect_start(a.next(kStart + 10500ms), 2, 10500ms, {.gap = 10500ms});
}

TEST_F(AdmissionTest, GivesPlacesInTheOrderOfThePlan) {
  rules.limits.in_flight = 1;
  plan(3, 0s);
  plan(1, 1s);
  plan(0, 2s);
  auto a = admission();
  expect_start(a.next(kStart), 0, 0s, {});
  EXPECT_FALSE(a.next(kStart + 3s));
  EXPECT_FALSE(a.next_wakeup());
  a.on_end(0, {}, kStart + 4s);
  expect_start(a.next(kStart + 4010ms), 1, 4s, {.limits = 3s});
  a.on_end(1, {}, kStart + 6s);
  expect_start(a.next(kStart + 6s), 2, 6s, {.limits = 4s});
}

TEST_F(AdmissionTest, PacesStarts) {
  rules.limits.starts_per_second = 10;
  for (std::uint32_t p = 0; p < 3; ++p) plan(p, 0s);
  auto a = admission();
  expect_start(a.next(kStart), 0, 0s, {});
  EXPECT_FALSE(a.next(kStart));
  EXPECT_EQ(a.next_wakeup(), kStart + 100ms);
  expect_start(a.next(kStart + 103ms), 1, 100ms, {.limits = 100ms});
  EXPECT_EQ(a.next_wakeup(), kStart + 200ms) << "a little lateness does not slow the pace";
  expect_start(a.next(kStart + 200ms), 2, 200ms, {.limits = 200ms});
}

TEST_F(AdmissionTest, RebasesWhatIsOverdueAndNothingElse) {
  rules.rebase = true;
  plan(0, -1h);
  plan(1, -30min);
  plan(2, 5s);
  auto a = admission();
  expect_start(a.next(kStart), 0, 0s, {});
  expect_start(a.next(kStart), 1, 0s, {});
  EXPECT_FALSE(a.next(kStart));
  expect_start(a.next(kStart + 5s), 2, 5s, {});
}

TEST_F(AdmissionTest, CountsFromThePlanWithoutRebasing) {
  plan(0, -1h);
  auto a = admission();
  expect_start(a.next(kStart), 0, -1h, {});
}

TEST_F(AdmissionTest, SitsAShortBackoffOut) {
  plan(0, 0s);
  plan(0, 2s, 1);
  auto a = admission();
  a.next(kStart);
  EXPECT_TRUE(a.on_end(0, RetryAfter{"https://dichvucong.p0.gov.vn:443", 20s}, kStart + 500ms));
  EXPECT_FALSE(a.next(kStart + 2s));
  EXPECT_EQ(a.next_wakeup(), kStart + 20500ms);
  expect_start(a.next(kStart + 20500ms), 1, 20500ms, {.backoff = 18500ms});
}

TEST_F(AdmissionTest, SkipsDuringALongBackoffAndSaysWhoAskedAndUntilWhen) {
  plan(0, 0s);
  plan(0, 10s, 1);
  plan(0, 90s, 1);
  plan(0, 121s, 0);
  auto a = admission();
  a.next(kStart);
  a.on_end(0, RetryAfter{"https://dichvucong.p0.gov.vn:443", 120s}, kStart);
  EXPECT_FALSE(a.next(kStart + 9s)) << "not before its time";
  const auto skipped = a.next(kStart + 10s);
  ASSERT_TRUE(skipped);
  EXPECT_EQ(skipped->action, Action::skip_backoff);
  EXPECT_EQ(skipped->index, 1U);
  EXPECT_EQ(skipped->held, Held{});
  EXPECT_EQ(skipped->detail,
            "https://dichvucong.p0.gov.vn:443 asked us to stay away until 2026-11-20T15:02:00.000000Z "
            "(Retry-After)");
  EXPECT_FALSE(a.next(kStart + 90s)) << "30 s are left: sat out";
  expect_start(a.next(kStart + 120s), 2, 120s, {.backoff = 30s});
}

TEST_F(AdmissionTest, SurvivesAnAbsurdRetryAfter) {
  plan(0, 0s);
  plan(0, 24h * 6);
  plan(0, 24h * 8);
  auto a = admission();
  a.next(kStart);
  EXPECT_TRUE(a.on_end(0, RetryAfter{"https://dichvucong.p0.gov.vn:443", microseconds::max()}, kStart));
  EXPECT_EQ(a.next(kStart + 24h * 6)->action, Action::skip_backoff);
  EXPECT_EQ(a.next(kStart + 24h * 8)->action, Action::start);
}

TEST_F(AdmissionTest, TakesNegativeRetryAfterForNone) {
  plan(0, 0s);
  auto a = admission();
  a.next(kStart);
  EXPECT_FALSE(a.on_end(0, RetryAfter{"https://dichvucong.p0.gov.vn:443", microseconds::min()}, kStart));
}

TEST_F(AdmissionTest, SkipsDuringMaintenanceWithItsReason) {
  rules.maintenance = {{{"p0"}, kStartWall + 1s, kStartWall + 60s, "announced"}};
  plan(0, 0s);
  plan(0, 10s);
  plan(1, 10s);
  plan(0, 60s);
  auto a = admission();
  expect_start(a.next(kStart), 0, 0s, {});
  const auto skipped = a.next(kStart + 10s);
  ASSERT_TRUE(skipped);
  EXPECT_EQ(skipped->action, Action::skip_maintenance);
  EXPECT_EQ(skipped->index, 1U) << "although the lane is still busy: nothing has to be waited for";
  EXPECT_EQ(skipped->detail, "announced");
  expect_start(a.next(kStart + 10s), 2, 10s, {});
  a.on_end(0, {}, kStart + 11s);
  expect_start(a.next(kStart + 60s), 3, 60s, {});
}

TEST_F(AdmissionTest, SkipsWhatWasReadyWhenMaintenanceBegins) {
  rules.limits.in_flight = 1;
  rules.maintenance = {{{"p1"}, kStartWall + 5s, kStartWall + 60s, "announced"}};
  plan(0, 0s);
  plan(1, 1s);
  plan(2, 2s);
  auto a = admission();
  a.next(kStart);
  EXPECT_FALSE(a.next(kStart + 3s)) << "no place is free";
  a.on_end(0, {}, kStart + 10s);
  const auto first = a.next(kStart + 10s);
  const auto second = a.next(kStart + 10s);
  ASSERT_TRUE(first && second);
  const auto& skip = first->action == Action::start ? second : first;
  const auto& start = first->action == Action::start ? first : second;
  EXPECT_EQ(skip->action, Action::skip_maintenance);
  EXPECT_EQ(skip->index, 1U);
  EXPECT_EQ(start->index, 2U);
}

TEST_F(AdmissionTest, CountsAStallAsOurs) {
  plan(0, 1s);
  auto a = admission();
  a.stall(kStart);
  a.stall(kStart + 500ms);
  a.resume(kStart + 10s);
  expect_start(a.next(kStart + 10s), 0, 1s, {});
}

TEST_F(AdmissionTest, CountsAStallAsOursForThoseWhomThePaceHoldsAfterwards) {
  rules.limits.starts_per_second = 10;
  plan(0, 1s);
  plan(1, 1s);
  plan(2, 12s);
  auto a = admission();
  a.stall(kStart);
  a.resume(kStart + 10s);
  expect_start(a.next(kStart + 10s), 0, 1s, {});
  // Due at 1 s; 9 s of stall, which is ours; 100 ms of pace.
  expect_start(a.next(kStart + 10100ms), 1, 1100ms, {.limits = 100ms});
  expect_start(a.next(kStart + 12s), 2, 12s, {});
}

/// Runs a plan to its end with answers that take at random long, and watches over every limit.
class Simulation {
 public:
  Simulation(std::span<const Portal> portals, std::vector<PlannedMeasurement> plan, Limits limits,
             std::uint64_t seed)
      : plan_(std::move(plan)), limits_(limits), random_(seed), lanes_(lanes_of(portals)) {
    AdmissionRules rules;
    rules.plan = plan_;
    rules.portals = portals;
    rules.limits = limits;
    admission_.emplace(rules);
    admission_->begin(kStart, kStartWall);
  }

  void run() {
    SteadyTime now = kStart;
    while (!admission_->exhausted() || !running_.empty()) {
      while (const auto decision = admission_->next(now)) on_decision(*decision, now);
      SteadyTime wakeup = admission_->next_wakeup().value_or(SteadyTime::max());
      if (!running_.empty()) wakeup = std::min(wakeup, running_.top().first);
      ASSERT_NE(wakeup, SteadyTime::max()) << "nothing left to wait for";
      ASSERT_GE(wakeup, now);
      now = wakeup + microseconds(random_.below(3000));  // a loop is late now and then
      while (!running_.empty() && running_.top().first <= now) on_end(now);
    }
    EXPECT_EQ(decided_.size(), plan_.size());
  }

 private:
  void on_decision(const Decision& decision, SteadyTime now) {
    ASSERT_TRUE(decided_.insert(decision.index).second) << "decided twice";
    if (decision.action != Action::start) return;
    const auto lane = lanes_[plan_[decision.index].portal];
    const SteadyTime due = kStart + (plan_[decision.index].scheduled_at - kStartWall);
    ASSERT_GE(now, decision.eligible_at);
    ASSERT_EQ(decision.eligible_at, due + decision.held.total());
    ASSERT_GE(std::min({decision.held.gap, decision.held.limits, decision.held.backoff}), microseconds(0));
    ASSERT_LE(now - decision.eligible_at, microseconds(3000)) << "lateness is the loop's alone";
    ASSERT_LE(++in_lane_[lane], limits_.host_in_flight);
    const auto [last, first] = last_in_lane_.emplace(lane, now);
    if (!first) {
      ASSERT_GE(now - last->second, limits_.host_gap);
    }
    last->second = now;
    starts_.push_back(now);
    ASSERT_LE(++in_flight_, limits_.in_flight);
    const auto most = static_cast<std::size_t>(limits_.starts_per_second) + 2;
    if (starts_.size() > most) {
      ASSERT_GT(now - starts_[starts_.size() - 1 - most], 1s);
    }
    running_.emplace(now + microseconds(random_.below(random_.below(20) == 0 ? 30'000'000 : 800'000)),
                     decision.index);
  }

  void on_end(SteadyTime now) {
    const auto index = running_.top().second;
    const auto lane = lanes_[plan_[index].portal];
    running_.pop();
    --in_lane_[lane];
    --in_flight_;
    last_in_lane_[lane] = now;
    std::optional<RetryAfter> request;
    if (random_.below(50) == 0)
      request = RetryAfter{"https://elsewhere.vn:443", microseconds(random_.below(60'000'000))};
    admission_->on_end(index, request, now);
  }

  using Running = std::pair<SteadyTime, std::uint32_t>;
  std::vector<PlannedMeasurement> plan_;
  Limits limits_;
  Random random_;
  std::vector<std::uint32_t> lanes_;
  std::optional<Admission> admission_;
  std::priority_queue<Running, std::vector<Running>, std::greater<>> running_;
  std::set<std::uint32_t> decided_;
  std::map<std::uint32_t, int> in_lane_;
  std::map<std::uint32_t, SteadyTime> last_in_lane_;
  std::vector<SteadyTime> starts_;
  int in_flight_ = 0;
};

TEST(AdmissionProperty, KeepsEveryLimitWhateverTheAnswersTake) {
  auto portals = made_portals(40);
  portals[7].targets.push_back(
      support::made_target("pay", TargetKind::action, "https://dichvucong.p8.gov.vn/pay"));
  const std::vector<IpFamily> families = {IpFamily::ipv4};
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    for (const microseconds window : {microseconds(0), microseconds(2min), microseconds(1h)}) {
      for (const int host_in_flight : {1, 3}) {
        SCOPED_TRACE(fmt::format("seed {} window {} host {}", seed, window.count(), host_in_flight));
        PlanRequest request;
        request.portals = portals;
        request.families = families;
        request.rounds = 6;
        request.window = window;
        request.host_gap = 1s;
        request.seed = seed;
        request.start = kStartWall;
        Limits limits;
        limits.in_flight = 12;
        limits.starts_per_second = 20;
        limits.host_in_flight = host_in_flight;
        Simulation(portals, make_plan(request), limits, seed).run();
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  }
}

TEST(AdmissionProperty, DecidesAQuarterMillionMeasurements) {
  const auto portals = made_portals(10000);
  const std::vector<IpFamily> families = {IpFamily::ipv4};
  PlanRequest request;
  request.portals = portals;
  request.families = families;
  request.rounds = 9;
  request.window = 6h;
  request.host_gap = 1s;
  request.start = kStartWall;
  const auto plan = make_plan(request);
  AdmissionRules rules;
  rules.plan = plan;
  rules.portals = portals;
  rules.limits.in_flight = 1000;
  rules.limits.starts_per_second = 1000;
  Admission admission(rules);
  admission.begin(kStart, kStartWall);
  std::deque<std::uint32_t> running;
  SteadyTime now = kStart;
  while (!admission.exhausted()) {
    if (const auto decision = admission.next(now)) {
      running.push_back(decision->index);
      if (running.size() < 500) continue;
      admission.on_end(running.front(), {}, now);
      running.pop_front();
    } else {
      if (admission.next_wakeup()) now = std::max(now, *admission.next_wakeup());
      if (running.empty()) continue;
      admission.on_end(running.front(), {}, now);
      running.pop_front();
    }
  }
  EXPECT_EQ(admission.decided(), 270000U);
}

}  // namespace
}  // namespace portalprobe
