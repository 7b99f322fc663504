#include "core/round.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

namespace portalprobe {
namespace {

constexpr IpFamily kIpv4[] = {IpFamily::ipv4};
constexpr IpFamily kBoth[] = {IpFamily::ipv4, IpFamily::ipv6};

Target target(TargetKind kind, std::string url) {
  Target result;
  result.kind = kind;
  result.url = std::move(url);
  return result;
}

Portal portal(std::initializer_list<TargetKind> kinds) {
  Portal result;
  for (const auto kind : kinds) result.targets.push_back(target(kind, "https://a.example/"));
  return result;
}

Portal portal_at(std::initializer_list<const char*> urls) {
  Portal result;
  for (const auto* url : urls) result.targets.push_back(target(TargetKind::page, url));
  return result;
}

TEST(RoundUnits, TakesAPageAloneAndAnActionAsAPair) {
  const std::vector<RoundUnit> want = {{0, IpFamily::ipv4, false}, {1, IpFamily::ipv4, true}};
  EXPECT_EQ(round_units(portal({TargetKind::page, TargetKind::action}), RoundSettings(kIpv4)), want);
}

TEST(RoundUnits, TakesEachAgainForEachFamily) {
  const std::vector<RoundUnit> want = {{0, IpFamily::ipv4, false},
                                       {0, IpFamily::ipv6, false},
                                       {1, IpFamily::ipv4, true},
                                       {1, IpFamily::ipv6, true}};
  EXPECT_EQ(round_units(portal({TargetKind::page, TargetKind::action}), RoundSettings(kBoth)), want);
}

TEST(RoundUnits, LoadsPagesWhereAskedTo) {
  const RoundSettings settings(kIpv4, PageLoads{EngineKind::network, Profile::mobile});
  const auto both = portal({TargetKind::page, TargetKind::action});
  const std::vector<RoundUnit> want = {{0, IpFamily::ipv4, false},
                                       {0, IpFamily::ipv4, false, EngineKind::network, Profile::mobile},
                                       {1, IpFamily::ipv4, true}};
  EXPECT_EQ(round_units(both, settings), want);
  EXPECT_EQ(measurements_per_round(both, settings), 4U);
}

TEST(PageLoadsOf, FollowsTheSettings) {
  ProbeSettings settings;
  EXPECT_EQ(page_loads_of(settings), (PageLoads{EngineKind::network, Profile::desktop})) << "the default";
  settings.profile = Profile::mobile;
  settings.page_engine = PageEngine::automatic;
  EXPECT_EQ(page_loads_of(settings), (PageLoads{EngineKind::network, Profile::mobile}))
      << "nobody has decided";
  settings.page_engine = PageEngine::none;
  EXPECT_FALSE(page_loads_of(settings));
  settings.page_engine = PageEngine::browser;
  EXPECT_EQ(page_loads_of(settings),
            (PageLoads{EngineKind::browser, Profile::mobile, SpeedIndexVisits::first_round}));
  settings.speed_index = SpeedIndexVisits::off;
  EXPECT_EQ(page_loads_of(settings), (PageLoads{EngineKind::browser, Profile::mobile}));
}

TEST(VisitsAtOnce, HaveTheirProcessorsToThemselvesAndAreAtLeastOne) {
  const struct {
    int cores_per_visit;
    unsigned processors;
    std::size_t want;
  } rows[] = {{2, 1, 1}, {2, 2, 1}, {2, 3, 1}, {2, 8, 4}, {1, 3, 3}, {4, 2, 1}, {4, 9, 2}, {2, 0, 1}};
  for (const auto& row : rows) {
    ProbeSettings settings;
    settings.cores_per_visit = row.cores_per_visit;
    EXPECT_EQ(visits_at_once(settings, row.processors), row.want)
        << row.cores_per_visit << " " << row.processors;
  }
  EXPECT_EQ(visits_at_once(ProbeSettings{}, 4), 2U) << "the default";
}

TEST(RoundUnits, FilmsPagesAsOftenAsIsWanted) {
  Portal portal;
  portal.targets.resize(2);
  portal.targets[1].kind = TargetKind::action;
  const struct {
    SpeedIndexVisits when;
    std::size_t films, in_each_round;
    std::uint64_t in_three_rounds;
  } rows[] = {
      {SpeedIndexVisits::off, 0, 4, 12},
      {SpeedIndexVisits::first_round, 1, 4, 13},
      {SpeedIndexVisits::every_round, 1, 5, 15},
  };
  for (const auto& row : rows) {
    const RoundSettings settings(kIpv4, PageLoads{EngineKind::browser, Profile::mobile, row.when});
    const auto units = round_units(portal, settings);
    const auto is_film = [](const RoundUnit& unit) {
      return unit.engine == EngineKind::film && unit.target == 0 && unit.profile == Profile::mobile;
    };
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count_if(units, is_film)), row.films);
    EXPECT_EQ(measurements_per_round(portal, settings), row.in_each_round);
    EXPECT_EQ(measurements_in(portal, 3, settings), row.in_three_rounds);
  }
}

TEST(RoundUnits, AsksNothingOfAPortalWithoutTargets) {
  EXPECT_TRUE(round_units(Portal{}, RoundSettings(kBoth)).empty());
  EXPECT_EQ(measurements_per_round(Portal{}, RoundSettings(kBoth)), 0U);
}

TEST(MeasurementsPerRound, CountsWhatTheUnitsAskFor) {
  struct {
    Portal portal;
    std::size_t want;
  } rows[] = {
      {portal({TargetKind::page}), 1},
      {portal({TargetKind::action}), 2},
      {portal({TargetKind::page, TargetKind::action}), 3},
      {portal({TargetKind::page, TargetKind::page, TargetKind::action, TargetKind::action}), 6},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(measurements_per_round(row.portal, RoundSettings(kIpv4)), row.want);
    EXPECT_EQ(measurements_per_round(row.portal, RoundSettings(kBoth)), 2 * row.want);
    std::size_t from_units = 0;
    for (const auto& unit : round_units(row.portal, RoundSettings(kBoth))) from_units += unit.pair ? 2 : 1;
    EXPECT_EQ(from_units, 2 * row.want);
  }
}

TEST(RoundUnits, LooksAtOtherSystemsInTheFirstRoundByOneFamilyAndLoadsThemNever) {
  const RoundSettings settings(kBoth, PageLoads{EngineKind::network, Profile::desktop});
  const auto body = portal({TargetKind::page, TargetKind::system, TargetKind::system});
  const auto units = round_units(body, settings);
  ASSERT_EQ(units.size(), 6U);
  for (const std::uint16_t target : {std::uint16_t{1}, std::uint16_t{2}}) {
    const RoundUnit want{target, IpFamily::ipv4, false, EngineKind::http, Profile::none, true};
    EXPECT_EQ(units[target + 3U], want);
  }
  EXPECT_EQ(measurements_per_round(body, settings), 4U) << "two families, document and load";
  EXPECT_EQ(measurements_in(body, 24, settings), 24U * 4U + 2U);
  EXPECT_EQ(measurements_in(body, 0, settings), 0U);
  EXPECT_TRUE(round_units(body, RoundSettings(std::span<const IpFamily>{})).empty());
}

TEST(LanesOf, CountsTheHostsOfOtherSystems) {
  auto with_system = portal_at({"https://a.example/"});
  with_system.targets.push_back(target(TargetKind::system, "https://shared.example/"));
  EXPECT_EQ(lanes_of(std::vector{with_system, portal_at({"https://b.example/"}),
                                 portal_at({"https://shared.example/x"})}),
            (std::vector<std::uint32_t>{0, 1, 0}));
}

TEST(LanesOf, PutsPortalsThatShareAHostInOneLane) {
  using Lanes = std::vector<std::uint32_t>;
  struct {
    const char* what;
    std::vector<Portal> portals;
    Lanes want;
  } rows[] = {
      {"none", {}, {}},
      {"each its own host",
       {portal_at({"https://a.example/"}), portal_at({"https://b.example/"}),
        portal_at({"https://c.example/"})},
       {0, 1, 2}},
      {"one host for the first and the last",
       {portal_at({"https://a.example/x"}), portal_at({"https://b.example/"}),
        portal_at({"https://a.example/y"})},
       {0, 1, 0}},
      {"a host is the same under any scheme, port and spelling",
       {portal_at({"https://a.example/"}), portal_at({"http://A.EXAMPLE:8080/"})},
       {0, 0}},
      {"a chain of hosts",
       {portal_at({"https://a.example/", "https://b.example/"}), portal_at({"https://d.example/"}),
        portal_at({"https://b.example/", "https://c.example/"}), portal_at({"https://c.example/"})},
       {0, 1, 0, 0}},
      {"two lanes that a later portal joins",
       {portal_at({"https://a.example/"}), portal_at({"https://b.example/"}),
        portal_at({"https://c.example/"}), portal_at({"https://b.example/", "https://a.example/"}),
        portal_at({"https://d.example/"})},
       {0, 0, 1, 0, 2}},
      {"a name below another is another host",
       {portal_at({"https://a.example/"}), portal_at({"https://www.a.example/"})},
       {0, 1}},
      {"portals without targets share nothing", {Portal{}, Portal{}}, {0, 1}},
  };
  for (const auto& row : rows) EXPECT_EQ(lanes_of(row.portals), row.want) << row.what;
}

}  // namespace
}  // namespace portalprobe
