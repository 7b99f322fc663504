#include <gmock/gmock.h>

#include "config/load_criterion.hpp"
#include "tests/config/changes.hpp"
#include "tests/support/source_folder.hpp"

namespace portalprobe {
namespace {

const std::string kScheme = R"(version: 1
id: s
title: { vi: "Đánh giá", en: "Evaluation" }
source: { vi: "Quyết định", en: "Decision" }
points: 100
groups:
  - { id: functions, title: { vi: "a", en: "b" }, points: 80, minimum: 56 }
  - { id: performance, title: { vi: "c", en: "d" }, points: 20, performance: true }
levels:
  - { name: A, from: 90 }
  - { name: B, from: 50 }
  - { name: C, from: 0 }
)";

class Scheme : public testing::Test {
 protected:
  std::vector<Problem> problems(const std::string& text) {
    const auto scheme = load_scheme(folder_.write("scheme.yaml", text));
    return scheme ? std::vector<Problem>{} : scheme.error();
  }

  support::TempDir folder_;
};

TEST_F(Scheme, ReadsGroupsLevelsAndRounding) {
  const auto scheme = load_scheme(folder_.write("s.yaml", kScheme + "rounding: { digits: 1, mode: down }\n"));
  ASSERT_TRUE(scheme) << all_of(scheme.error());
  EXPECT_EQ(scheme->id, "s");
  EXPECT_EQ(scheme->title, (BilingualText{"Đánh giá", "Evaluation"}));
  EXPECT_EQ(scheme->groups,
            (std::vector<CriteriaGroup>{{"functions", {"a", "b"}, 80, 56, false},
                                        {"performance", {"c", "d"}, 20, std::nullopt, true}}));
  EXPECT_EQ(scheme->levels, (std::vector<Level>{{"A", 90}, {"B", 50}, {"C", 0}}));
  EXPECT_EQ(scheme->digits, 1);
  EXPECT_EQ(scheme->rounding, Rounding::down);
}

TEST_F(Scheme, RoundsHalfUpToTwoDigitsUnlessItSaysOtherwise) {
  const auto scheme = load_scheme(folder_.write("s.yaml", kScheme));
  ASSERT_TRUE(scheme) << all_of(scheme.error());
  EXPECT_EQ(scheme->digits, 2);
  EXPECT_EQ(scheme->rounding, Rounding::half_up);
}

TEST_F(Scheme, NamesWhatContradicts) {
  const std::string_view functions = "points: 80, minimum: 56";
  const std::string order =
      "levels are out of order: the best stands first, and each begins below the one before";
  expect_problems(
      kScheme,
      {
          {"points: 100", "points: §101", {"'points' are 101, but the groups' add up to 100"}},
          {functions, "points: 80, minimum: §81", {"'minimum' is 81, over the group's 80 points"}},
          {functions, "points: §0", {"'points' must be a number from 0.001 to 10000, not '0'"}},
          {functions,
           "points: 80, §weight: 2",
           {"unknown key 'weight' (known here: id, title, points, minimum, performance)"}},
          {"id: performance", "id: §functions", {"duplicate id 'functions': another group has it in line 7"}},
          {"id: functions", "id: §total", {"'total' is a column of its own in tables (choose another id)"}},
          {"minimum: 56 }\n  - { id: performance",
           "minimum: 56, performance: true }\n  - §{ id: performance",
           {"a second group with 'performance: true' (the first is in line 7)"}},
          {"{ name: A, from: 90 }",
           "{ name: A, from: §101 }",
           {"nobody can reach this level: the groups' points add up to 100"}},
          {"{ name: B, from: 50 }", "{ name: B, from: §90 }", {order}},
          {"{ name: B, from: 50 }", "{ name: B, from: §95 }", {order}},
          {"{ name: C, from: 0 }",
           "{ name: C, from: §1 }",
           {"the last level begins at 0, so that every total has a level"}},
          {"{ name: C, from: 0 }",
           "{ name: C, from: §-1 }",
           {"'from' must be a number from 0 to 10000, not '-1'"}},
          {"{ name: B, from: 50 }",
           "{ name: §A, from: 50 }",
           {"duplicate name 'A': another level has it in line 10"}},
      },
      [this](const std::string& text) { return problems(text); });
}

TEST_F(Scheme, HasAGroupWhosePointsComeFromMeasurements) {
  const auto found = problems(changed(kScheme, "performance: true", "performance: false"));
  ASSERT_EQ(found.size(), 1U) << all_of(found);
  EXPECT_EQ(found[0].message,
            "no group has 'performance: true' (right is one: its points come from measurements)");
}

TEST(ShippedSchemes, AreThoseOfThePublications) {
  const struct {
    std::string name;
    std::vector<std::pair<std::string, double>> groups;
  } rows[] = {
      {"2023", {{"functions", 70}, {"performance", 20}, {"accessibility", 10}}},
      {"2024",
       {{"functions", 50},
        {"layout", 5},
        {"performance", 20},
        {"security", 15},
        {"accessibility", 5},
        {"emc", 5}}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto scheme = load_scheme(support::source_folder() + "/config/groups/" + row.name + ".yaml");
    ASSERT_TRUE(scheme) << all_of(scheme.error());
    EXPECT_EQ(scheme->id, "groups-" + row.name);
    std::vector<std::pair<std::string, double>> groups;
    for (const auto& group : scheme->groups) {
      groups.emplace_back(group.id, group.points);
      EXPECT_EQ(group.is_performance, group.id == "performance");
      EXPECT_EQ(group.minimum, std::nullopt);
    }
    EXPECT_EQ(groups, row.groups);
    EXPECT_EQ(scheme->levels, (std::vector<Level>{{"A", 90}, {"B", 80}, {"C", 65}, {"D", 50}, {"E", 0}}));
  }
}

}  // namespace
}  // namespace portalprobe
