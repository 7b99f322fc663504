#include "config/load_criterion.hpp"
#include "tests/config/changes.hpp"

namespace portalprobe {
namespace {

const std::string kCriterion = R"(version: 1
id: load-alone
title: { vi: "Tải trang", en: "Page load" }
source: { vi: "Quyết định", en: "Decision" }
points: 10
thresholds:
  - id: load
    title: { vi: "Tải trang", en: "Page load" }
    kind: page
    roles: [home, detail]
    readings:
      - { metric: largest_contentful_paint }
    limit: 2.5s
    points: 10
roles: { combine: worst }
)";

class CriterionErrors : public testing::Test {
 protected:
  std::vector<Problem> problems(const std::string& text) {
    const auto criterion = load_criterion(folder_.write("criterion.yaml", text));
    return criterion ? std::vector<Problem>{} : criterion.error();
  }
  void check(const std::vector<Change>& changes) {
    expect_problems(kCriterion, changes, [this](const std::string& text) { return problems(text); });
  }

  support::TempDir folder_;
};

TEST_F(CriterionErrors, AreNoneInWhatTheRowsAreMadeOf) { EXPECT_EQ(all_of(problems(kCriterion)), ""); }

TEST_F(CriterionErrors, NameWhatIsMissingUnknownOrDoubled) {
  check({
      {"id: load-alone\n",
       "id: §Load\n",
       {"'id' must be an id: lower case letters, digits, '.', '_' and '-', as in ha-noi (at most 63, a "
        "letter "
        "or digit first), not 'Load'"}},
      {"roles: { combine: worst }\n",
       "§treshold: 1\n",
       {"unknown key 'treshold' (did you mean 'thresholds'?)"}},
      {"roles: { combine: worst }\n",
       "§weights: { home: 1 }\n",
       {"unknown key 'weights': those of roles stand in 'roles', those of hours in 'strata'"}},
      {"points: 10\nthresholds",
       "points: 10\n§points: 11\nthresholds",
       {"key 'points' stands twice in one map (first in line 5)"}},
      {"title: { vi: \"Tải trang\", en: \"Page load\" }\nsource",
       "title: §{ vi: \"Tải trang\" }\nsource",
       {"'en' is missing (right would be text)"}},
      {"    kind: page\n", "    kind: §system\n", {"'kind' must be one of page, action, not 'system'"}},
      {"version: 1", "version: §2", {"'version' must be 1, not '2'"}},
  });
}

TEST_F(CriterionErrors, NameMetricsThatAreUnknownOrThatTheirEngineCannotGive) {
  const std::string metrics =
      "one of ttfb, server_wait, response_time, network_load, first_contentful_paint, "
      "largest_contentful_paint, load_event, total_blocking_time, interaction_to_next_paint, "
      "cumulative_layout_shift, speed_index";
  const std::string_view reading = "{ metric: largest_contentful_paint }";
  check({
      {reading,
       "{ metric: §largest_contentful_pain }",
       {"'metric' must be " + metrics +
        ", not 'largest_contentful_pain' (did you mean 'largest_contentful_paint'?)"}},
      {reading,
       "{ metric: largest_contentful_paint, engine: §network }",
       {"engine network does not give largest_contentful_paint (right would be browser)"}},
      {reading,
       "{ metric: speed_index, engine: §browser }",
       {"engine browser does not give speed_index (right would be film)"}},
      {reading,
       "{ metric: ttfb, engine: §film }",
       {"engine film does not give ttfb (right would be http, network, browser)"}},
      {reading,
       "{ metric: §response_time }",
       {"response_time is not measured on targets of kind page ('kind: action' in the reading says that such "
        "targets are meant)"}},
      {reading,
       "{ metric: load_event, kind: §action }",
       {"load_event is not measured on targets of kind action ('kind: page' in the reading says that such "
        "targets are meant)"}},
      {reading,
       "{ metric: load_event, connection: §warm }",
       {"load_event is not measured warm (right would be cold)"}},
      {reading,
       "{ metric: ttfb, profile: §mobile }",
       {"measurements by engine http have no profile (leave 'profile' out)"}},
      {reading,
       "{ metric: network_load, lower_bound: §false }",
       {"network_load is a lower bound by the way it is measured (right would be true)"}},
      {reading,
       "{ metric: largest_contentful_paint }\n      - §{ metric: largest_contentful_paint, engine: browser }",
       {"this reading stands twice in the threshold (first in line 12)"}},
      {reading,
       "{ metric: load_event }\n      - §{ metric: cumulative_layout_shift }",
       {"load_event and cumulative_layout_shift are not of one unit: one limit cannot serve both"}},
  });
}

TEST_F(CriterionErrors, NameStatisticsAndSharesThatCannotBe) {
  const std::string_view limit = "    limit: 2.5s\n";
  const std::string statistic = "'statistic' must be median, or p1 to p99.99, as in p75, not ";
  check({
      {limit, "    limit: 2.5s\n    statistic: §p101\n", {statistic + "'p101'"}},
      {limit, "    limit: 2.5s\n    statistic: §p100\n", {statistic + "'p100'"}},
      {limit, "    limit: 2.5s\n    statistic: §p0\n", {statistic + "'p0'"}},
      {limit, "    limit: 2.5s\n    statistic: §p7.5.1\n", {statistic + "'p7.5.1'"}},
      {limit, "    limit: 2.5s\n    statistic: §mean\n", {statistic + "'mean'"}},
      {limit,
       "    limit: 2.5s\n    statistic: p75\n    share_over: §30%\n",
       {"'share_over' and 'statistic' say one thing in two ways (keep one)"}},
      {limit,
       "    limit: 2.5s\n    share_over: §0%\n",
       {"'share_over': '0%' is out of range (right would be 0.01% to 99%)"}},
      {limit,
       "    limit: 2.5s\n    share_over: §0.25\n",
       {"'share_over': '0.25' is not a share from 0% to 100% (right would be 5%)"}},
      {limit,
       "    limit: 2.5s\n    confidence: §49.99%\n",
       {"'confidence': '49.99%' is out of range (right would be 50% to 99.99%)"}},
      {limit,
       "    limit: 2.5s\n    confidence: §100%\n",
       {"'confidence': '100%' is out of range (right would be 50% to 99.99%)"}},
      {limit,
       "    limit: 2.5s\n    min_nights: §0\n",
       {"'min_nights' must be a whole number from 1 to 366, not '0'"}},
      {limit,
       "    limit: 2.5s\n    min_samples: §0\n",
       {"'min_samples' must be a whole number from 1 to 1000000, not '0'"}},
      {limit,
       "    limit: 2.5s\n    min_planned_share: §101%\n",
       {"'min_planned_share': '101%' is not a share from 0% to 100% (right would be 5%)"}},
  });
}

TEST_F(CriterionErrors, NameLimitsOfAWrongUnit) {
  const std::string_view limit = "limit: 2.5s";
  const std::string is_limit =
      "'limit' must be a duration such as 2.5s or 200ms (a number for cumulative_layout_shift), not ";
  const std::string is_time =
      "a limit of largest_contentful_paint must be a duration such as 2.5s or 200ms, not ";
  check({
      {limit, "limit: §2.5", {is_time + "'2.5'"}},
      {limit, "limit: §2500", {is_limit + "'2500'"}},
      {limit, "limit: §0", {is_limit + "'0'"}},
      {limit, "limit: §-1s", {"'limit': '-1s' is not a duration (right would be 250ms, 5s or 1h30m)"}},
      {limit, "limit: §2,5s", {"'limit': '2,5s' is not a duration (right would be 250ms, 5s or 1h30m)"}},
      {limit, "limit: §2h", {"'limit': '2h' is out of range (right would be 1us to 1h)"}},
      {"- { metric: largest_contentful_paint }\n    limit: 2.5s",
       "- { metric: cumulative_layout_shift }\n    limit: §2.5s",
       {"a limit of cumulative_layout_shift must be a plain number such as 0.1, not '2.5s'"}},
      {"points: 10\nroles",
       "points: 10\n    steps: [{ limit: §2.5, points: 10 }]\nroles",
       {is_time + "'2.5'"}},
      {"points: 10\nroles",
       "points: 10\n    linear: { full_at: 2.5s, none_at: §5 }\nroles",
       {is_time + "'5'"}},
  });
}

TEST_F(CriterionErrors, NamePointsThatContradictThemselves) {
  const std::string_view points = "    points: 10\nroles";
  const auto with = [](std::string_view way) {
    return "    points: 10\n    " + std::string(way) + "\nroles";
  };
  const std::string few = with("steps: [{ limit: 2.5s, points: §8 }]");
  const std::string order =
      with("steps: [{ limit: 2.5s, points: 10 }, { limit: §2s, points: 5 }, { limit: 3s, points: 1 }]");
  const std::string rising =
      with("steps: [{ limit: 2.5s, points: 10 }, { limit: 3s, points: 5 }, { limit: 4s, points: §6 }]");
  const std::string level = with("steps: [{ limit: 2.5s, points: 10 }, { limit: 3s, points: §10 }]");
  const std::string both =
      with("steps: [{ limit: 2.5s, points: 10 }]\n    linear: §{ full_at: 2.5s, none_at: 5s }");
  const std::string reversed = with("linear: { full_at: 5s, none_at: §2.5s }");
  const std::string early = with("linear: { full_at: 1s, none_at: §2.5s }");
  const std::string early_steps = with("steps: §[{ limit: 1s, points: 10 }, { limit: 2s, points: 5 }]");
  const std::string too_short = "the points end before 'limit': a value that passes would give none";
  check({
      {points, few, {"the first step gives 8 of the threshold's 10 points (right would be all of them)"}},
      {points,
       order,
       {"steps are out of order: this limit is not more than the one before (right are rising limits)"}},
      {points, rising, {"points must fall from step to step: 6 come after 5"}},
      {points, level, {"points must fall from step to step: 10 come after 10"}},
      {points, both, {"'steps' and 'linear' are two ways for points to fall (keep one)"}},
      {points, reversed, {"the limits are reversed: 'none_at' is not more than 'full_at'"}},
      {points, early, {too_short}},
      {points, early_steps, {too_short}},
      {"points: 10\nthresholds",
       "points: §20\nthresholds",
       {"'points' are 20, but the thresholds' add up to 10"}},
      {points, "    points: §1001\nroles", {"'points' must be a number from 0 to 1000, not '1001'"}},
      {points, "    points: §-1\nroles", {"'points' must be a number from 0 to 1000, not '-1'"}},
  });
}

std::string without_points() {
  return changed(changed(kCriterion, "    points: 10\n", ""), "points: 10\n", "");
}

TEST_F(CriterionErrors, NameWhatDividesNoPoints) {
  const auto load = [this](const std::string& text) { return problems(text); };
  expect_problems(without_points(),
                  {
                      {"    limit: 2.5s\n",
                       "    limit: 2.5s\n    steps: §[{ limit: 2.5s, points: 10 }]\n",
                       {"'steps' without points (say in 'points' how many the threshold gives)"}},
                      {"    limit: 2.5s\n",
                       "    limit: 2.5s\n    points: 0\n    linear: §{ full_at: 2.5s, none_at: 5s }\n",
                       {"'linear' without points (say in 'points' how many the threshold gives)"}},
                      {"roles: { combine: worst }",
                       "roles: { combine: weighted, weights: §{ home: 1, detail: 2 } }",
                       {"weights without points: no threshold gives any (say 'points' there)"}},
                      {"roles: { combine: worst }",
                       "undecided: { moved: not_ranked, inconclusive: §50% }",
                       {"'inconclusive' is a share of no points: no threshold gives any"}},
                  },
                  load);
  EXPECT_EQ(all_of(problems(without_points())), "") << "points are not needed";
}

TEST_F(CriterionErrors, NameRolesAndWeightsThatContradict) {
  const std::string_view roles = "roles: { combine: worst }";
  const std::string_view of_threshold = "    roles: [home, detail]\n";
  check({
      {roles, "roles: { combine: §weighted }", {"'combine: weighted' without 'weights'"}},
      {roles,
       "roles: { weights: §{ home: 1 } }",
       {"'weights' are used with 'combine: weighted' only (say so, or leave them out)"}},
      {roles,
       "roles: { combine: weighted, weights: §{ home: 0, detail: 0 } }",
       {"'weights': no weight is more than 0 (right would be a map of names to weights, as in { office: 2, "
        "night: 1 })"}},
      {roles,
       "roles: { combine: weighted, weights: { home: 1, detail: §-2 } }",
       {"the weight of 'detail' must be a number from 0 to 1000, not '-2'"}},
      {roles,
       "roles: { combine: weighted, weights: { home: 1, detail: 1, §home: 1 } }",
       {"'home' stands twice in 'weights'"}},
      {roles,
       "roles: { combine: weighted, weights: { home: 1, detail: 1, §serch: 1 } }",
       {"no threshold has the role 'serch'"}},
      {roles,
       "roles: { combine: weighted, weights: §{ home: 1 } }",
       {"role 'detail' of threshold 'load' has no weight"}},
      {roles,
       "roles: { required: [home, §details] }",
       {"no threshold has the role 'details' (did you mean 'detail'?)"}},
      {roles, "roles: { required: [home, §home] }", {"'home' stands twice in 'required'"}},
      {roles, "roles: { combine: §best }", {"'combine' must be one of worst, all, weighted, not 'best'"}},
      {of_threshold, "    roles: [home, §home]\n", {"'home' stands twice in 'roles'"}},
  });
}

TEST_F(CriterionErrors, AskWeightedThresholdsToNameTheirRoles) {
  const std::string text =
      changed(changed(kCriterion, "combine: worst", "combine: weighted, weights: { home: 1 }"),
              "    roles: [home, detail]\n", "");
  const auto found = problems(text);
  ASSERT_EQ(found.size(), 1U) << all_of(found);
  EXPECT_EQ(found[0].message, "with 'combine: weighted' each threshold names its 'roles'");
  EXPECT_EQ(found[0].line, 7);
}

TEST_F(CriterionErrors, NameOtherContradictions) {
  const std::string_view roles = "roles: { combine: worst }";
  check({
      {roles,
       "failures: §{ count_as: unavailable }",
       {"'count_as: unavailable' without 'max_share' (say how large a share of failures is allowed)"}},
      {roles,
       "failures: { max_share: §5% }",
       {"'max_share' is used with 'count_as: unavailable' only (say so, or leave it out)"}},
      {roles,
       "strata: §{ night: 0 }",
       {"'strata': no weight is more than 0 (right would be a map of names to weights, as in { office: 2, "
        "night: 1 })"}},
      {roles,
       "undecided: { moved: §some }",
       {"'moved' must be not_ranked, or a share of the points such as 50%, not 'some'"}},
      {roles,
       "undecided: { moved: §150% }",
       {"'moved' must be not_ranked, or a share of the points such as 50%, not '150%'"}},
      {roles, "rounding: { mode: §up }", {"'mode' must be one of half_up, half_even, down, not 'up'"}},
      {roles, "rounding: { digits: §7 }", {"'digits' must be a whole number from 0 to 6, not '7'"}},
      {roles, "pool_segments: §yes", {"'pool_segments' must be one of false, true, not 'yes'"}},
      {roles,
       "max_wall_share: §20",
       {"'max_wall_share': '20' is not a share from 0% to 100% (right would be 5%)"}},
  });
}

TEST_F(CriterionErrors, NameThresholdsOfOneId) {
  const std::string threshold = kCriterion.substr(kCriterion.find("  - id: load\n"));
  const std::string twice = threshold.substr(0, threshold.find("roles: {"));
  const auto found = problems(changed(changed(kCriterion, "roles: { combine: worst }\n", twice),
                                      "points: 10\nthresholds", "points: 20\nthresholds"));
  ASSERT_EQ(found.size(), 1U) << all_of(found);
  EXPECT_EQ(found[0].message, "duplicate id 'load': another threshold has it in line 7");
  EXPECT_EQ(found[0].line, 15);
}

TEST_F(CriterionErrors, AreAllToldAtOnceInTheirOrder) {
  const auto found =
      problems(changed(changed(changed(kCriterion, "version: 1", "version: 3"), "2.5s", "fast"),
                       "combine: worst", "combine: weighted"));
  ASSERT_EQ(found.size(), 3U) << all_of(found);
  EXPECT_EQ(found[0].line, 1);
  EXPECT_EQ(found[1].line, 13);
  EXPECT_EQ(found[2].line, 15);
}

TEST_F(CriterionErrors, NameFilesThatAreNone) {
  const struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"", "is empty: there is nothing in it to read"},
      {"- a\n", "a criterion is a map of keys, not a list"},
      {"a\n", "a criterion is a map of keys, not a single value"},
      {"a: [\n", "not YAML: end of sequence flow not found"},
  };
  for (const auto& row : rows) {
    const auto found = problems(std::string(row.text));
    ASSERT_EQ(found.size(), 1U) << row.text;
    EXPECT_EQ(found[0].message, row.want);
  }
  EXPECT_EQ(problems(std::string(2U << 20U, '#'))[0].message, "has 2097152 bytes, and at most 1MiB are read");
  EXPECT_FALSE(load_criterion(folder_ / "none.yaml"));
}

}  // namespace
}  // namespace portalprobe
