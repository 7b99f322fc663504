#include "scheduler/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <tuple>

#include "core/round.hpp"
#include "scheduler/spread.hpp"
#include "tests/scheduler/made_portals.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using support::made_portal;
using support::made_portals;
using support::made_target;

const WallTime kStart{std::chrono::seconds(1795186800)};
const std::vector<IpFamily> kIpv4 = {IpFamily::ipv4};
const std::vector<IpFamily> kBoth = {IpFamily::ipv4, IpFamily::ipv6};
constexpr std::uint64_t kSeeds[] = {0, 1, 42, 0xffffffffffffffffULL};

PlanRequest night(std::span<const Portal> portals, std::uint64_t seed = 1) {
  PlanRequest request;
  request.portals = portals;
  request.families = kIpv4;
  request.rounds = 24;
  request.window = 6h;
  request.host_gap = 1s;
  request.seed = seed;
  request.start = kStart;
  request.day = Day{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20)};
  return request;
}

/// What tells two measurements of a plan apart.
auto key(const PlannedMeasurement& p) {
  return std::tuple(p.portal, p.target, p.connection, p.ip_family, p.round);
}

/// Some portals of each size, and two on one host.
std::vector<Portal> mixed_portals() {
  std::vector<Portal> portals = made_portals(60);
  for (int i = 0; i < 10; ++i) {
    portals.push_back(made_portal(fmt::format("big{}", i), fmt::format("big{}.gov.vn", i), 3, 4));
  }
  portals.push_back(made_portal("shared-1", "shared.gov.vn", 1, 2));
  portals.push_back(made_portal("shared-2", "shared.gov.vn", 2, 1));
  return portals;
}

TEST(Plan, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const auto portals = mixed_portals();
  for (const auto seed : kSeeds) {
    EXPECT_EQ(make_plan(night(portals, seed)), make_plan(night(portals, seed)));
    EXPECT_NE(make_plan(night(portals, seed)), make_plan(night(portals, seed + 1)));
  }
}

TEST(Plan, IsTheSameOnEveryMachine) {
  // Written down once: a sweep must resume under the plan that it began with, on another machine too.
  const auto portals = made_portals(2);
  auto request = night(portals, 7);
  request.rounds = 1;
  std::vector<std::int64_t> offsets;
  for (const auto& planned : make_plan(request)) offsets.push_back((planned.scheduled_at - kStart).count());
  EXPECT_EQ(offsets, (std::vector<std::int64_t>{2949282674, 2952282674, 8549596664, 13746282674, 19346596664,
                                                19349596664}));
}

TEST(Plan, HoldsEveryMeasurementOfEveryRoundOnce) {
  const auto portals = mixed_portals();
  for (const auto seed : kSeeds) {
    auto request = night(portals, seed);
    request.families = kBoth;
    std::size_t expected = 0;
    for (const auto& portal : portals) expected += measurements_per_round(portal, RoundSettings(kBoth)) * 24;
    const auto plan = make_plan(request);
    EXPECT_EQ(plan.size(), expected);
    std::set<decltype(key(plan[0]))> keys;
    for (const auto& planned : plan) EXPECT_TRUE(keys.insert(key(planned)).second);
  }
}

TEST(Plan, MeasuresActionsColdAndWarmAndPagesColdOnly) {
  const auto portals = made_portals(5, 2, 3);
  for (const auto& planned : make_plan(night(portals))) {
    const bool page = portals[planned.portal].targets[planned.target].kind == TargetKind::page;
    EXPECT_FALSE(page && planned.connection == Connection::warm);
    EXPECT_EQ(planned.engine, EngineKind::http);
  }
}

TEST(Plan, IsSortedByTime) {
  const auto plan = make_plan(night(mixed_portals()));
  EXPECT_TRUE(std::is_sorted(plan.begin(), plan.end(),
                             [](const auto& a, const auto& b) { return a.scheduled_at < b.scheduled_at; }));
}

TEST(Plan, KeepsEachRoundInsideItsSliceOfTheWindow) {
  const auto portals = mixed_portals();
  for (const auto seed : kSeeds) {
    for (const microseconds window :
         {microseconds(6h), microseconds(10min), microseconds(1s), microseconds(1us)}) {
      auto request = night(portals, seed);
      request.window = window;
      for (const auto& planned : make_plan(request)) {
        const auto begin = kStart + window * planned.round / 24;
        ASSERT_GE(planned.scheduled_at, begin);
        ASSERT_LE(planned.scheduled_at, kStart + window * (planned.round + 1) / 24);
      }
    }
  }
}

TEST(Plan, KeepsTheGapWithinALaneWhereTheWindowAllows) {
  const auto portals = mixed_portals();
  const auto lanes = lanes_of(portals);
  // The busiest lane has seven units a round; 24 rounds of 8 x 2 x (gap + 2 s) fit into 6 h up to 54 s.
  for (const microseconds gap : {microseconds(0), microseconds(1s), microseconds(50s)}) {
    for (const auto seed : kSeeds) {
      auto request = night(portals, seed);
      request.host_gap = gap;
      std::map<std::uint32_t, WallTime> last;
      for (const auto& planned : make_plan(request)) {
        const auto [it, first] = last.emplace(lanes[planned.portal], planned.scheduled_at);
        if (!first) {
          ASSERT_GE(planned.scheduled_at - it->second, gap + 2s);
        }
        it->second = planned.scheduled_at;
      }
    }
  }
}

TEST(Plan, NeverBunchesStarts) {
  const auto portals = mixed_portals();
  for (const auto seed : kSeeds) {
    auto request = night(portals, seed);
    request.window = 6min;
    request.host_gap = 10ms;
    const auto plan = make_plan(request);
    const double mean = static_cast<double>(plan.size()) / (6 * 60 * 10);  // in 100 ms
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < plan.size(); ++last) {
      while (plan[last].scheduled_at - plan[first].scheduled_at >= 100ms) ++first;
      most = std::max(most, last - first + 1);
    }
    EXPECT_LE(static_cast<double>(most), 4 * mean + 5) << "mean " << mean;
  }
}

TEST(Plan, UsesTheWholeWindow) {
  const auto portals = mixed_portals();
  const auto plan = make_plan(night(portals));
  std::vector<int> by_minute(360);
  for (const auto& planned : plan)
    ++by_minute.at(static_cast<std::size_t>((planned.scheduled_at - kStart) / 1min));
  const double mean = static_cast<double>(plan.size()) / 360;
  for (const int count : by_minute) {
    EXPECT_GT(count, mean / 3);
    EXPECT_LT(count, mean * 2);
  }
}

TEST(Plan, TakesPairsWithinTheSameMinuteInBothOrders) {
  const auto portals = mixed_portals();
  for (const auto seed : kSeeds) {
    std::map<std::tuple<std::uint32_t, std::uint16_t, std::uint32_t>, std::map<Connection, WallTime>> pairs;
    for (const auto& planned : make_plan(night(portals, seed))) {
      if (portals[planned.portal].targets[planned.target].kind != TargetKind::action) continue;
      pairs[{planned.portal, planned.target, planned.round}][planned.connection] = planned.scheduled_at;
    }
    std::size_t cold_first = 0;
    for (const auto& [id, pair] : pairs) {
      const microseconds apart = pair.at(Connection::warm) - pair.at(Connection::cold);
      EXPECT_EQ(std::chrono::abs(apart), 3s);
      if (apart > 0s) ++cold_first;
    }
    EXPECT_NEAR(static_cast<double>(cold_first) / static_cast<double>(pairs.size()), 0.5, 0.06);
  }
}

TEST(Plan, ShufflesWhoIsFirstFromRoundToRound) {
  const auto portals = made_portals(20);
  std::map<std::uint32_t, std::uint32_t> first_of_round;
  std::set<std::uint16_t> first_targets_of_p0;
  std::set<std::uint32_t> rounds_of_p0;
  for (const auto& planned : make_plan(night(portals))) {
    first_of_round.emplace(planned.round, planned.portal);
    if (planned.portal == 0 && rounds_of_p0.insert(planned.round).second)
      first_targets_of_p0.insert(planned.target);
  }
  std::set<std::uint32_t> firsts;
  for (const auto& [round, portal] : first_of_round) firsts.insert(portal);
  EXPECT_GT(firsts.size(), 8U);
  EXPECT_EQ(first_targets_of_p0.size(), 2U);
}

TEST(Plan, IsPartitionedExactlyByItsShards) {
  const auto portals = mixed_portals();
  for (const std::uint32_t count : {1U, 2U, 5U, 100U}) {
    auto request = night(portals);
    const auto whole = make_plan(request);
    std::vector<PlannedMeasurement> together;
    std::map<std::uint32_t, std::uint32_t> shard_of;
    for (std::uint32_t index = 0; index < count; ++index) {
      request.shard = {index, count};
      for (const auto& planned : make_plan(request)) {
        together.push_back(planned);
        EXPECT_EQ(shard_of.emplace(planned.portal, index).first->second, index);
      }
    }
    const auto by_key = [](const auto& a, const auto& b) {
      return std::tuple(a.scheduled_at, key(a)) < std::tuple(b.scheduled_at, key(b));
    };
    auto expected = whole;
    std::sort(expected.begin(), expected.end(), by_key);
    std::sort(together.begin(), together.end(), by_key);
    EXPECT_EQ(together, expected) << count;
  }
}

TEST(Plan, ChoosesWithoutMovingAnybody) {
  const auto portals = mixed_portals();
  auto request = night(portals);
  auto expected = make_plan(request);
  std::erase_if(expected, [&](const auto& planned) {
    const auto& portal = portals[planned.portal];
    return portal.id != "p5" && !(portal.id == "big3" && portal.targets[planned.target].id == "action-2");
  });
  request.only = {"p5", "big3/action-2"};
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(make_plan(request), expected);
}

TEST(Plan, LeavesOutPortalsThatAreNotInUseThatDay) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  const auto at = [](unsigned d) { return Day{year(2026), month(11), day(d)}; };
  struct {
    std::optional<Day> from;
    std::optional<Day> to;
    bool want;
  } rows[] = {
      {{}, {}, true},      {at(20), {}, true},    {at(21), {}, false},     {{}, at(20), true},
      {{}, at(19), false}, {at(1), at(30), true}, {at(21), at(30), false}, {at(20), at(20), true},
  };
  for (const auto& row : rows) {
    std::vector<Portal> portals = made_portals(1);
    portals[0].valid_from = row.from;
    portals[0].valid_to = row.to;
    EXPECT_EQ(!make_plan(night(portals)).empty(), row.want);
    EXPECT_TRUE(valid_on(portals[0], Day{}));
  }
}

TEST(Plan, WithoutAWindowIsDueAtOnceInTheShuffledOrder) {
  const auto portals = mixed_portals();
  const auto lanes = lanes_of(portals);
  auto request = night(portals);
  request.window = 0us;
  request.rounds = 3;
  const auto plan = make_plan(request);
  std::map<std::uint32_t, PlannedMeasurement> last_of_lane;
  std::map<std::uint32_t, std::size_t> adjacent;
  std::size_t pairs = 0;
  std::uint32_t round = 0;
  for (const auto& planned : plan) {
    EXPECT_EQ(planned.scheduled_at, kStart);
    EXPECT_GE(planned.round, round);  // a round is over before the next begins
    round = planned.round;
    const auto [it, first] = last_of_lane.emplace(lanes[planned.portal], planned);
    const auto& last = it->second;
    const bool pair = !first && last.portal == planned.portal && last.target == planned.target &&
                      last.round == planned.round && last.connection != planned.connection;
    pairs += pair ? 1 : 0;
    it->second = planned;
  }
  std::size_t actions = 0;
  for (const auto& portal : portals) {
    for (const auto& target : portal.targets) actions += target.kind == TargetKind::action ? 3 : 0;
  }
  EXPECT_EQ(pairs, actions) << "pairs are not torn apart by others of their lane";
}

TEST(Plan, ShardsAndChoicesHoldWithoutAWindowToo) {
  const auto portals = mixed_portals();
  auto request = night(portals);
  request.window = 0us;
  auto expected = make_plan(request);
  std::erase_if(expected, [&](const auto& planned) { return portals[planned.portal].id != "p5"; });
  request.only = {"p5"};
  EXPECT_EQ(make_plan(request), expected);
}

TEST(Plan, LooksAtOtherSystemsOnceAndGivesThemNoRoomInLaterRounds) {
  auto portals = mixed_portals();
  for (int i = 1; i <= 3; ++i) {
    portals[5].targets.push_back(made_target(system_target_id(static_cast<std::size_t>(i)),
                                             TargetKind::system, fmt::format("https://other-{}.gov.vn/", i)));
  }
  for (const auto seed : kSeeds) {
    auto request = night(portals, seed);
    request.families = kBoth;
    const auto plan = make_plan(request);
    std::size_t looks = 0;
    std::map<std::uint32_t, WallTime> last;
    for (const auto& planned : plan) {
      if (planned.portal != 5) continue;
      const auto [before, first] = last.emplace(planned.round, planned.scheduled_at);
      // An hour's quarter holds four units of the portal (two families), and seven in the first round.
      if (!first && planned.scheduled_at - before->second > 10s) {
        const auto part = planned.round == 0 ? 15min / 7 : 15min / 4;
        EXPECT_GE(planned.scheduled_at - before->second, part - 10s) << planned.round;
      }
      before->second = planned.scheduled_at;
      if (portals[5].targets[planned.target].kind != TargetKind::system) continue;
      ++looks;
      EXPECT_EQ(planned.round, 0U);
      EXPECT_EQ(planned.engine, EngineKind::http);
      EXPECT_EQ(planned.connection, Connection::cold);
      EXPECT_EQ(planned.ip_family, IpFamily::ipv4);
    }
    EXPECT_EQ(looks, 3U);
    std::uint64_t expected = 0;
    for (const auto& portal : portals) expected += measurements_in(portal, 24, RoundSettings(kBoth));
    EXPECT_EQ(plan.size(), expected);
  }
}

TEST(Plan, ChoosesAmongOtherSystemsToo) {
  auto portals = made_portals(3);
  portals[1].targets.push_back(made_target("system-1", TargetKind::system, "https://other.gov.vn/"));
  auto request = night(portals);
  request.only = {"*/system-*"};
  const auto plan = make_plan(request);
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0].portal, 1U);
  EXPECT_EQ(plan[0].target, 2U);
}

TEST(Plan, OfNothingIsEmpty) {
  const std::vector<Portal> none;
  EXPECT_TRUE(make_plan(night(none)).empty());
  const auto portals = made_portals(3);
  auto request = night(portals);
  request.rounds = 0;
  EXPECT_TRUE(make_plan(request).empty());
  request = night(portals);
  request.families = {};
  EXPECT_TRUE(make_plan(request).empty());
}

TEST(Plan, OfAQuarterMillionIsMade) {
  const auto portals = made_portals(10000);
  auto request = night(portals);
  request.rounds = 9;
  const auto plan = make_plan(request);
  EXPECT_EQ(plan.size(), 270000U);
}

TEST(Spread, CutsAPartIntoStretchesWithoutHoleOrOverlap) {
  for (const std::uint64_t lanes : {1U, 2U, 7U, 10000U}) {
    for (const microseconds part :
         {microseconds(0), microseconds(5), microseconds(900s), microseconds(24h * 3650)}) {
      microseconds end{0};
      for (std::uint64_t rank = 0; rank < lanes; ++rank) {
        const auto stretch = stretch_of(part, rank, lanes);
        ASSERT_EQ(stretch.begin, end);
        ASSERT_GE(stretch.length, microseconds(0));
        end = stretch.begin + stretch.length;
      }
      EXPECT_EQ(end, part);
    }
  }
}

}  // namespace
}  // namespace portalprobe
