#include "report/emc_report.hpp"

#include <gmock/gmock.h>

#include "report/emc_text.hpp"

namespace portalprobe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Sample load(const std::string& portal, std::optional<int> level, const std::string& site_id = "",
            const std::string& page = "home") {
  Sample sample;
  sample.portal_id = portal;
  sample.target_id = page;
  sample.engine = EngineKind::network;
  sample.final_url = "https://" + portal + ".test/" + page;
  sample.emc_level = level;
  sample.emc_site_id = site_id;
  if (!level) sample.outcome = Outcome::timed_out;
  return sample;
}

Sample look(const std::string& portal, const std::string& system, std::optional<int> level,
            const std::string& site_id = "") {
  Sample sample = load(portal, level, site_id, system);
  sample.kind = TargetKind::system;
  sample.engine = EngineKind::http;
  sample.final_url = "https://" + system + "." + portal + ".test/";
  return sample;
}

EmcReport report_of(const std::vector<Sample>& samples, std::vector<EmcDocument> expected = {}) {
  EmcRollUp emc(std::move(expected));
  for (const auto& sample : samples) emc.add(sample);
  return emc.report().value();
}

TEST(Emc, TheWeakestIsKnownIfOneIsAbsentOrAllAreKnown) {
  using Levels = std::vector<std::optional<int>>;
  struct {
    Levels levels;
    std::optional<int> want;
  } rows[] = {
      {{}, {}},
      {{2}, 2},
      {{1, 2}, 1},
      {{2, 2}, 2},
      {{0, 2}, 0},
      {{std::nullopt}, {}},
      {{2, std::nullopt}, {}},
      {{1, std::nullopt}, {}},
      {{std::nullopt, 0}, 0},
  };
  for (const auto& row : rows) EXPECT_EQ(weakest(row.levels), row.want) << row.levels.size();
}

TEST(Emc, ABodyIsAsGoodAsItsWeakestSystem) {
  const auto report =
      report_of({load("a", 2, "33"), look("a", "system-1", 2, "163"), load("b", 2, "94"),
                 look("b", "system-1", 1), look("b", "system-2", 2, "95"), load("c", 2, "7"),
                 look("c", "system-1", 0), load("d", 2, "8"), look("d", "system-1", std::nullopt)});
  ASSERT_EQ(report.bodies.size(), 4U);
  EXPECT_EQ(report.bodies[0].level, 2);
  EXPECT_EQ(report.bodies[0].active_systems, 1U);
  EXPECT_EQ(report.bodies[1].level, 1);
  EXPECT_EQ(report.bodies[1].portal_level, 2);
  EXPECT_EQ(report.bodies[1].active_systems, 1U);
  EXPECT_EQ(report.bodies[1].systems[1].site_id, "95");
  EXPECT_EQ(report.bodies[2].level, 0);
  EXPECT_EQ(report.bodies[3].level, std::nullopt);
  EXPECT_EQ(report.bodies[3].systems[0].unknown, "timed_out");
  EXPECT_THAT(report.bodies_at, ElementsAre(1, 1, 1));
  EXPECT_EQ(report.bodies_unknown, 1U);
  EXPECT_THAT(report.shared, IsEmpty());
}

TEST(Emc, WhatWasNotSeenIsNotAbsent) {
  Sample shell = load("a", 0);
  shell.needs_browser = true;
  Sample cut = load("b", 0);
  cut.page_capped = "bytes,markup";
  Sample busy = load("c", 0);
  busy.page_capped = "requests";
  Sample empty = load("d", std::nullopt);
  empty.outcome = Outcome::ok;
  Sample active_shell = load("e", 2, "5");
  active_shell.needs_browser = true;
  Sample cut_text = load("f", 1);
  cut_text.page_capped = "markup";
  Sample text_shell = load("g", 1);
  text_shell.needs_browser = true;
  Sample cut_active = load("h", 2, "6");
  cut_active.page_capped = "markup";
  struct {
    Sample sample;
    std::optional<int> level;
    std::string unknown;
  } rows[] = {{shell, {}, "needs_browser"},
              {cut, {}, "capped"},
              {busy, 0, ""},  // what a page fetches is no matter here
              {empty, {}, "no_document"},
              {active_shell, 2, ""},
              {cut_text, {}, "capped"},  // what makes it active may be in the rest
              {text_shell, 1, ""},
              {cut_active, 2, ""}};
  for (const auto& row : rows) {
    const auto report = report_of({row.sample});
    EXPECT_EQ(report.bodies.at(0).level, row.level) << row.sample.portal_id;
    EXPECT_EQ(report.bodies.at(0).pages.at(0).unknown, row.unknown) << row.sample.portal_id;
  }
}

TEST(Emc, OfSeveralRoundsTheLastThatTellsCounts) {
  auto first = load("a", 0);
  auto second = load("a", 2, "33");
  second.round = 1;
  auto third = load("a", std::nullopt);
  third.round = 2;
  EXPECT_EQ(report_of({first, second, third}).bodies.at(0).level, 2);
  EXPECT_EQ(report_of({third, second, first}).bodies.at(0).level, 2) << "in whatever order they come";
  auto ipv6 = load("a", 1);
  ipv6.round = 1;
  EXPECT_EQ(report_of({second, ipv6}).bodies.at(0).level, 1) << "of two families the weaker one";
  EXPECT_EQ(report_of({ipv6, second}).bodies.at(0).level, 1);
}

TEST(Emc, SystemsThatWereNotLookedAtAreNotForgotten) {
  const auto report =
      report_of({load("a", 2, "33"), look("a", "system-2", 2, "34"), look("a", "system-10", 2, "35")},
                {{"a", "system-1", "https://one.test/"},
                 {"a", "system-2", "https://two.test/"},
                 {"elsewhere", "system-1", "https://x.test/"}});
  ASSERT_EQ(report.bodies.size(), 1U) << "portals without samples are in another sweep or shard";
  const auto& systems = report.bodies[0].systems;
  ASSERT_EQ(systems.size(), 3U);
  EXPECT_EQ(systems[0], (EmcLook{"system-1", "https://one.test/", {}, "", "not_checked"}));
  EXPECT_EQ(systems[1].target_id, "system-2");
  EXPECT_EQ(systems[2].target_id, "system-10");
  EXPECT_EQ(report.bodies[0].level, std::nullopt);
}

TEST(Emc, PagesThatWereNotLoadedAreNotForgotten) {
  const std::vector<EmcDocument> expected = {
      {"a", "home", "https://a.test/", TargetKind::page},
      {"a", "search", "https://a.test/search", TargetKind::page},
      {"a", "system-1", "https://one.test/"},
  };
  const auto report = report_of({load("a", 2, "33", "search"), look("a", "system-1", 2, "34")}, expected);
  const auto& body = report.bodies.at(0);
  ASSERT_EQ(body.pages.size(), 2U);
  EXPECT_EQ(body.pages[0], (EmcLook{"home", "https://a.test/", {}, "", "not_checked"}));
  EXPECT_EQ(body.pages[1].level, 2);
  EXPECT_EQ(body.portal_level, std::nullopt);
  EXPECT_EQ(body.level, std::nullopt) << "one page is not all of them";
  EXPECT_THAT(report.bodies_at, ElementsAre(0, 0, 0));
  EXPECT_EQ(report_of({load("a", 0, "", "search")}, expected).bodies.at(0).portal_level, 0)
      << "nothing is weaker";
}

TEST(Emc, OnlyPagesThatWereLoadedAndSystemsTell) {
  EmcRollUp emc({});
  Sample document = load("a", std::nullopt);
  document.engine = EngineKind::http;
  Sample control = load("c", 2, "1");
  control.kind = TargetKind::control;
  emc.add(document);
  emc.add(control);
  EXPECT_FALSE(emc.report()) << "nothing was looked at";
  emc.add(look("b", "system-1", 2, "1"));
  const auto report = emc.report().value();
  ASSERT_EQ(report.bodies.size(), 2U);
  EXPECT_THAT(report.bodies[0].pages, IsEmpty());
  EXPECT_EQ(report.bodies[0].level, std::nullopt);
  EXPECT_EQ(report.bodies[1].level, std::nullopt) << "of the portal nothing is known";
}

TEST(Emc, FindsSiteIdsOfSeveralSystems) {
  auto same_document = look("d", "system-1", 2, "9");
  same_document.final_url = load("c", 2).final_url;
  const auto report = report_of(
      {load("a", 2, "33"), load("a", 2, "33", "search"), look("a", "system-1", 2, "33"), load("b", 2, "33"),
       look("b", "system-1", 2, "5"), look("b", "system-2", 2, "5"), load("c", 2, "9"), same_document,
       load("e", 1, "33"), load("f", 2, "77"), load("f", 2, "77", "search")});
  ASSERT_EQ(report.shared.size(), 2U);
  EXPECT_EQ(report.shared[0], (EmcSharedId{"33", {"a", "a/system-1", "b"}}));
  EXPECT_EQ(report.shared[1], (EmcSharedId{"5", {"b/system-1", "b/system-2"}}));
}

TEST(EmcText, CountsBodiesInALineAndNamesCopiedIds) {
  EXPECT_EQ(emc_summary(report_of({load("a", 2, "1"), load("b", 1), load("c", 0), load("d", std::nullopt)})),
            "EMC tag of 4 bodies: 1 active, 1 text only, 1 absent, 1 unknown\n");
  std::vector<Sample> copied;
  for (int i = 0; i < 7; ++i) {
    for (const char* portal : {"x", "y"}) {
      copied.push_back(look(portal, "system-" + std::to_string(i), 2, std::to_string(10 + i)));
    }
  }
  const auto line = emc_summary(report_of(copied));
  EXPECT_THAT(line, HasSubstr("EMC site ids of several systems: 10 (x/system-0, y/system-0); 11 "));
  EXPECT_THAT(line, HasSubstr("; and 2 more\n"));
  EXPECT_THAT(emc_sheet(report_of(copied)),
              HasSubstr("site id 16 counts for several systems: x/system-6, y/system-6\n"));
}

TEST(EmcText, ShowsEachBodyWithItsSystems) {
  const auto text =
      emc_sheet(report_of({load("ha-noi", 2, "33"), load("ha-noi", 2, "34", "search"),
                           look("ha-noi", "system-1", 1), look("ha-noi", "system-2", std::nullopt)}));
  EXPECT_THAT(text, HasSubstr("ha-noi       unknown  0 of 2 active\n"));
  EXPECT_THAT(text, HasSubstr("  its pages  active                  site 33, site 34"));
  EXPECT_THAT(text, HasSubstr("  system-1   text                    -"));
  EXPECT_THAT(text, HasSubstr("  system-2   unknown                 timed_out"));
  EXPECT_THAT(text, Not(HasSubstr("counts for")));
}

}  // namespace
}  // namespace portalprobe
