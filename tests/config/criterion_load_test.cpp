#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/load_criterion.hpp"
#include "config/source_file.hpp"
#include "core/sha256.hpp"
#include "tests/config/changes.hpp"
#include "tests/support/source_folder.hpp"

namespace portalprobe {
namespace {

using ::testing::ElementsAre;

std::string shipped(const std::string& name) {
  return support::source_folder() + "/config/criteria/" + name + ".yaml";
}

Criterion loaded(const std::string& path) {
  auto criterion = load_criterion(path);
  if (!criterion) throw std::runtime_error(all_of(criterion.error()));
  return std::move(*criterion);
}

const Threshold& threshold(const Criterion& criterion, std::string_view id) {
  for (const auto& one : criterion.thresholds) {
    if (one.id == id) return one;
  }
  throw std::runtime_error("no threshold " + std::string(id));
}

Reading browser(Metric metric, std::optional<Profile> profile) {
  return {metric, EngineKind::browser, TargetKind::page, Connection::cold, profile, false};
}

TEST(LevelA2023, AsksForBothPublishedLimitsAtTheSeventyFifthPercentile) {
  const auto criterion = loaded(shipped("level-a-2023"));
  EXPECT_EQ(criterion.id, "level-a-2023");
  ASSERT_EQ(criterion.thresholds.size(), 2U);
  const auto& load = threshold(criterion, "page-load");
  EXPECT_EQ(load.kind, TargetKind::page);
  EXPECT_EQ(load.limit, 2'500'000);
  EXPECT_EQ(load.allowed_over, 0.25);
  const auto& response = threshold(criterion, "response");
  EXPECT_EQ(response.kind, TargetKind::action);
  EXPECT_EQ(response.limit, 200'000);
  EXPECT_EQ(response.allowed_over, 0.25);
  for (const auto& one : criterion.thresholds) {
    EXPECT_EQ(one.points, 10);
    EXPECT_EQ(one.confidence, 0.95);
    EXPECT_EQ(one.min_nights, 14);
    EXPECT_TRUE(one.steps.empty());
    EXPECT_FALSE(one.slope);
  }
  EXPECT_EQ(points_in(criterion), 20);
  EXPECT_EQ(criterion.combine, RoleCombination::worst);
  EXPECT_EQ(criterion.for_inconclusive, std::nullopt);
}

TEST(LevelA2023, SaysThatTheSplitOfThePointsIsAnAssumption) {
  const auto criterion = loaded(shipped("level-a-2023"));
  const auto is_split = [](const BilingualText& text) {
    return text.en.find("20 performance points") != std::string::npos &&
           text.vi.find("20 điểm") != std::string::npos;
  };
  EXPECT_EQ(std::ranges::count_if(criterion.assumptions, is_split), 1);
}

TEST(LevelA2023, ReadsItsThresholdsStrongestFirst) {
  const auto criterion = loaded(shipped("level-a-2023"));
  const auto desktop = Profile::desktop;
  EXPECT_THAT(
      threshold(criterion, "page-load").readings,
      ElementsAre(browser(Metric::largest_contentful_paint, desktop), browser(Metric::load_event, desktop),
                  Reading{Metric::network_load, EngineKind::network, TargetKind::page, Connection::cold,
                          desktop, true}));
  const auto http = [](Metric metric, Connection connection) {
    return Reading{metric, EngineKind::http, TargetKind::action, connection, std::nullopt, false};
  };
  EXPECT_THAT(
      threshold(criterion, "response").readings,
      ElementsAre(http(Metric::response_time, Connection::warm), http(Metric::server_wait, Connection::warm),
                  browser(Metric::interaction_to_next_paint, desktop),
                  browser(Metric::total_blocking_time, desktop), http(Metric::ttfb, Connection::cold)));
}

TEST(Website2025, AsksForTheFourLimitsOfTheRuleWithTheMobileProfile) {
  const auto criterion = loaded(shipped("website-2025"));
  const struct {
    std::string_view id;
    Metric metric;
    EngineKind engine;
    double limit;
  } rows[] = {
      {"first-content", Metric::first_contentful_paint, EngineKind::browser, 3'000'000},
      {"largest-content", Metric::largest_contentful_paint, EngineKind::browser, 4'000'000},
      {"full-display", Metric::speed_index, EngineKind::film, 5'800'000},
      {"tasks", Metric::total_blocking_time, EngineKind::browser, 600'000},
  };
  EXPECT_EQ(criterion.thresholds.size(), std::size(rows));
  for (const auto& row : rows) {
    const auto& one = threshold(criterion, row.id);
    EXPECT_EQ(one.limit, row.limit) << row.id;
    EXPECT_EQ(one.readings.front().metric, row.metric) << row.id;
    EXPECT_EQ(one.readings.front().engine, row.engine) << row.id;
    for (const auto& reading : one.readings) EXPECT_EQ(reading.profile, Profile::mobile) << row.id;
  }
  EXPECT_EQ(points_in(criterion), 0);
}

TEST(CoreWebVitals, AreThreeAndOneOfThemIsNoTime) {
  const auto criterion = loaded(shipped("core-web-vitals"));
  ASSERT_EQ(criterion.thresholds.size(), 3U);
  EXPECT_EQ(threshold(criterion, "lcp").limit, 2'500'000);
  EXPECT_EQ(threshold(criterion, "inp").limit, 200'000);
  EXPECT_EQ(threshold(criterion, "cls").limit, 0.1);
  for (const auto& one : criterion.thresholds) EXPECT_EQ(one.allowed_over, 0.25);
}

TEST(CriterionFiles, AllHaveTheirTextsInBothLanguages) {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(support::source_folder() + "/config/criteria")) {
    const auto criterion = loaded(entry.path().string());
    EXPECT_EQ(criterion.id + ".yaml", entry.path().filename().string());
    EXPECT_FALSE(criterion.assumptions.empty());
    std::vector<BilingualText> texts = criterion.assumptions;
    texts.push_back(criterion.title);
    texts.push_back(criterion.source);
    for (const auto& one : criterion.thresholds) texts.push_back(one.title);
    for (const auto& text : texts) {
      EXPECT_NE(text.vi, text.en);
      EXPECT_FALSE(text.vi.empty() || text.en.empty());
    }
    ++files;
  }
  EXPECT_EQ(files, 3);
}

TEST(CriterionFiles, HaveTheDigestThatSha256sumPrints) {
  support::TempDir folder;
  std::ifstream file(shipped("core-web-vitals"), std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  const std::string marked = "\xEF\xBB\xBF" + bytes.str();
  EXPECT_EQ(loaded(shipped("core-web-vitals")).sha256, sha256_hex(bytes.str()));
  EXPECT_EQ(loaded(folder.write("marked.yaml", marked)).sha256, sha256_hex(marked))
      << "a byte order mark is no part of the text, and is part of the file";
}

TEST(CriterionFiles, HaveDefaultsForWhatTheyDoNotSay) {
  support::TempDir folder;
  const auto criterion = loaded(folder.write("c.yaml", R"(version: 1
id: c
title: { vi: "a", en: "b" }
source: { vi: "a", en: "b" }
thresholds:
  - id: t
    title: { vi: "a", en: "b" }
    kind: page
    readings: [{ metric: ttfb }, { metric: ttfb, engine: network, profile: mobile, lower_bound: true }]
    limit: 800ms
)"));
  EXPECT_EQ(criterion.edition, 1);
  EXPECT_EQ(criterion.failures, FailureCount::slow);
  EXPECT_EQ(criterion.max_wall_share, 0.2);
  EXPECT_EQ(criterion.digits, 2);
  EXPECT_EQ(criterion.rounding, Rounding::half_up);
  EXPECT_EQ(criterion.rank_bands, RankBands::overlapping);
  EXPECT_FALSE(criterion.pool_segments);
  EXPECT_TRUE(criterion.strata.empty());
  const auto& one = criterion.thresholds.at(0);
  EXPECT_EQ(one.allowed_over, 0.25);
  EXPECT_EQ(one.min_samples, 13);
  EXPECT_EQ(one.min_nights, 14);
  EXPECT_EQ(one.min_planned_share, 0.5);
  EXPECT_THAT(one.readings, ElementsAre(Reading{Metric::ttfb, EngineKind::http, TargetKind::page,
                                                Connection::cold, std::nullopt, false},
                                        Reading{Metric::ttfb, EngineKind::network, TargetKind::page,
                                                Connection::cold, Profile::mobile, true}));
}

TEST(CriterionFiles, SayAllThatTheyCan) {
  support::TempDir folder;
  const auto criterion = loaded(folder.write("c.yaml", R"(version: 1
id: c
edition: 3
title: { vi: "a", en: "b" }
source: { vi: "a", en: "b" }
assumptions: [{ vi: "c", en: "d" }]
points: 17.5
thresholds:
  - id: steps
    title: { vi: "a", en: "b" }
    kind: page
    roles: [home]
    readings: [{ metric: load_event }]
    share_over: 10%
    limit: 2.5s
    confidence: 99.99%
    min_samples: 60
    min_nights: 1
    min_planned_share: 80%
    points: 10
    steps: [{ limit: 1.5s, points: 10 }, { limit: 4s, points: 2.5 }]
  - id: line
    title: { vi: "a", en: "b" }
    kind: action
    roles: [search, home]
    readings: [{ metric: response_time }]
    statistic: p97.5
    limit: 200ms
    points: 7.5
    linear: { full_at: 100ms, none_at: 1s }
roles: { combine: weighted, weights: { home: 2, search: 0.5 }, required: [home] }
strata: { office: 3, night: 1 }
failures: { count_as: unavailable, max_share: 1% }
max_wall_share: 5%
undecided: { inconclusive: 50%, insufficient: 0%, moved: not_ranked }
rounding: { digits: 1, mode: half_even }
rank_bands: none
pool_segments: true
)"));
  EXPECT_EQ(criterion.edition, 3);
  EXPECT_EQ(criterion.assumptions, (std::vector<BilingualText>{{"c", "d"}}));
  const auto& steps = threshold(criterion, "steps");
  EXPECT_EQ(steps.allowed_over, 0.1);
  EXPECT_DOUBLE_EQ(steps.confidence, 0.9999);
  EXPECT_EQ(steps.min_samples, 60);
  EXPECT_EQ(steps.min_nights, 1);
  EXPECT_EQ(steps.min_planned_share, 0.8);
  EXPECT_EQ(steps.steps, (std::vector<PointStep>{{1'500'000, 10}, {4'000'000, 2.5}}));
  const auto& line = threshold(criterion, "line");
  EXPECT_EQ(statistic_name(line.allowed_over), "p97.5");
  EXPECT_EQ(line.slope, (PointSlope{100'000, 1'000'000}));
  EXPECT_EQ(criterion.combine, RoleCombination::weighted);
  EXPECT_EQ(criterion.role_weights, (std::vector<Weight>{{"home", 2}, {"search", 0.5}}));
  EXPECT_THAT(criterion.required_roles, ElementsAre("home"));
  EXPECT_EQ(criterion.strata, (std::vector<Weight>{{"office", 3}, {"night", 1}}));
  EXPECT_EQ(criterion.failures, FailureCount::unavailable);
  EXPECT_EQ(criterion.max_unavailable, 0.01);
  EXPECT_EQ(criterion.max_wall_share, 0.05);
  EXPECT_EQ(criterion.for_inconclusive, 0.5);
  EXPECT_EQ(criterion.for_insufficient, 0.0);
  EXPECT_EQ(criterion.for_moved, std::nullopt);
  EXPECT_EQ(criterion.digits, 1);
  EXPECT_EQ(criterion.rounding, Rounding::half_even);
  EXPECT_EQ(criterion.rank_bands, RankBands::none);
  EXPECT_TRUE(criterion.pool_segments);
}

TEST(Configuration, KeepsItsCriterionsPathAndDigest) {
  support::TempDir folder;
  const std::string text = read_text_file(shipped("core-web-vitals")).value();
  folder.write("criteria/c.yaml", text);
  const auto with = load_text(folder, minimal("criterion: criteria/c.yaml\n"));
  ASSERT_TRUE(with) << all_of(with.error());
  const std::string digest = sha256_hex(text);
  EXPECT_EQ(with->criterion_sha256, digest);
  EXPECT_NE(with->resolved.find("\"criterion\":{\"path\":\"criteria/c.yaml\",\"sha256\":\"" + digest + "\"}"),
            std::string::npos)
      << with->resolved;
  folder.write("criteria/c.yaml", text + "# a comment\n");
  const auto changed_file = load_text(folder, minimal("criterion: criteria/c.yaml\n"));
  ASSERT_TRUE(changed_file);
  EXPECT_NE(changed_file->sha256, with->sha256);
}

TEST(Configuration, WithoutACriterionIsWhatItWas) {
  support::TempDir folder;
  const auto without = load_text(folder, minimal());
  ASSERT_TRUE(without);
  EXPECT_NE(without->resolved.find("\"criterion\":\"\""), std::string::npos)
      << "else every archive's hash of a configuration would change";
}

TEST(Configuration, HasItsCriterionsProblems) {
  support::TempDir folder;
  folder.write("c.yaml.criterion", "version: 1\nid: c\nthresholds: []\n");
  const auto config = load_text(folder, minimal("criterion: c.yaml.criterion\nname: 5\n"));
  ASSERT_FALSE(config);
  EXPECT_EQ(
      all_of(config.error()),
      (folder / "c.yaml") +
          ":3:7: 'name' must be text, not a number or truth value (text that looks like one stands in "
          "quotes: \"5\")\n" +
          (folder / "c.yaml.criterion") +
          ":1:1: 'title' is missing (right would be a map: a text in Vietnamese and in English, { vi: ..., "
          "en: ... })\n" +
          (folder / "c.yaml.criterion") +
          ":1:1: 'source' is missing (right would be a map: a text in Vietnamese and in English, { vi: "
          "..., en: ... })\n" +
          (folder / "c.yaml.criterion") +
          ":3:13: 'thresholds' is empty (right would be a list of at least one threshold)\n");
}

}  // namespace
}  // namespace portalprobe
