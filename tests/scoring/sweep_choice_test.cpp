#include "scoring/sweep_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scoring/made_samples.hpp"

namespace portalprobe {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SweepRecord record(const std::string& id, int night, const std::string& seal) {
  SweepRecord record;
  record.id = id;
  record.vantage_id = "ha-noi";
  record.vantage_network = "AS1";
  record.stratum = "night";
  record.scheduled_at = MadeSamples::day(night);
  record.rounds = 24;
  record.complete = true;
  record.evaluation_sha256 = seal;
  record.versions = {{"method", "1"}, {"profile", "desktop 1350x940"}, {"chromium", "Chrome/1"}};
  return record;
}

Evaluation evaluation() {
  Evaluation evaluation;
  evaluation.id = "performance-2026";
  evaluation.sha256 = "seal";
  evaluation.vantages = {"ha-noi"};
  evaluation.begins = MadeSamples::day(0);
  evaluation.ends = MadeSamples::day(30);
  return evaluation;
}

/// A notice with these words in its two languages.
testing::Matcher<BilingualText> says(const std::string& vi, const std::string& en) {
  return AllOf(Field(&BilingualText::vi, HasSubstr(vi)), Field(&BilingualText::en, HasSubstr(en)));
}

microseconds seven_hours(WallTime) { return std::chrono::hours(7); }

TEST(SweepChoice, AnEvaluationIsMadeOfTheSweepsThatCarryItsSeal) {
  const std::vector<SweepRecord> records = {record("b", 1, "seal"), record("a", 0, "seal"),
                                            record("c", 2, ""), record("d", 3, "other"), record("e", 90, "")};
  const auto choice = choose_for_evaluation(records, evaluation(), seven_hours);
  ASSERT_TRUE(choice);
  ASSERT_EQ(choice->sweeps.size(), 2U);
  EXPECT_EQ(choice->sweeps[0].id, "a");
  EXPECT_EQ(choice->sweeps[0].browser, "Chrome/1");
  EXPECT_EQ(choice->sweeps[0].utc_offset, std::chrono::hours(7));
  EXPECT_TRUE(choice->sweeps[0].whole);
  EXPECT_EQ(choice->method, "1");
  EXPECT_THAT(choice->notices, Contains(says("2 đợt đo (hoặc phần của đợt đo) trong kỳ không mang niêm phong",
                                             "2 sweeps (or shards) of the period do not carry")));
}

TEST(SweepChoice, ArchivesThatSayNothingOfTheirSweepAreTakenByPeriodAndVantageAndTold) {
  const auto imported = [](const std::string& id, int night, const std::string& method) {
    auto sweep = record(id, night, "");
    sweep.imported = true;
    sweep.versions.clear();
    if (!method.empty()) sweep.versions["method"] = method;
    return sweep;
  };
  auto elsewhere = imported("c", 1, "");
  elsewhere.vantage_id = "hue";
  const std::vector<SweepRecord> records = {imported("a", 0, ""), imported("b", 0, "1"), elsewhere,
                                            imported("d", 99, ""), record("e", 1, "seal")};
  const auto choice = choose_for_evaluation(records, evaluation(), seven_hours);
  ASSERT_TRUE(choice);
  ASSERT_EQ(choice->sweeps.size(), 2U);  // one that says its method, and no seal, had none
  EXPECT_EQ(choice->sweeps[0].id, "a");
  EXPECT_EQ(choice->sweeps[1].id, "e");
  EXPECT_EQ(choice->method, "1");
  EXPECT_THAT(choice->notices, Contains(Field(&BilingualText::en, HasSubstr("say nothing of a seal"))));
}

TEST(SweepChoice, ShardsAreOneSweep) {
  auto one = record("a", 0, "seal");
  auto two = record("a", 0, "seal");
  one.shard = {0, 2};
  two.shard = {1, 2};
  two.complete = false;
  const auto choice = choose_for_evaluation(std::vector{one, two}, evaluation(), seven_hours);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->sweeps.size(), 1U);
  EXPECT_THAT(choice->notices, Contains(says("1 đợt đo (hoặc phần của đợt đo) chưa đo đủ kế hoạch: a",
                                             "1 sweeps (or shards) are incomplete: a")));
}

TEST(SweepChoice, WhatIsNotAlikeIsRefusedByName) {
  auto other_method = record("b", 1, "seal");
  other_method.versions["method"] = "2";
  auto other_profile = record("b", 1, "seal");
  other_profile.versions["profile"] = "mobile 412x823";
  auto unknown_method = record("b", 1, "seal");
  unknown_method.versions.erase("method");
  auto elsewhere = record("b", 1, "seal");
  elsewhere.vantage_id = "hue";
  struct Case {
    SweepRecord second;
    const char* says;
  };
  for (const auto& rule : {Case{other_method, "different methods"}, Case{other_profile, "different profiles"},
                           Case{unknown_method, "by which method"}, Case{elsewhere, "vantage hue"}}) {
    const auto choice =
        choose_for_evaluation(std::vector{record("a", 0, "seal"), rule.second}, evaluation(), seven_hours);
    ASSERT_FALSE(choice) << rule.says;
    EXPECT_THAT(choice.error().message, HasSubstr(rule.says));
    EXPECT_THAT(choice.error().message, HasSubstr("b"));
  }
}

TEST(SweepChoice, SaysWhyThereIsNone) {
  auto choice = choose_for_evaluation(std::vector{record("a", 0, "")}, evaluation(), seven_hours);
  ASSERT_FALSE(choice);
  EXPECT_THAT(choice.error().message, HasSubstr("there are 1 without it"));
  EXPECT_THAT(choice.error().message, HasSubstr("sweep --evaluation"));
  choice = choose_for_evaluation({}, evaluation(), seven_hours);
  ASSERT_FALSE(choice);
  EXPECT_THAT(choice.error().message, HasSubstr("no sweep of evaluation performance-2026"));
}

TEST(SweepChoice, PlansOfPartialAndImportedSweepsAreNotKnown) {
  auto partial = record("a", 0, "");
  partial.only = {"ha-*"};
  auto imported = record("b", 0, "");
  imported.imported = true;
  const std::vector<SweepRecord> records = {partial, imported, record("c", 0, "")};
  EXPECT_FALSE(choose_for_sweep(records, "a", seven_hours).sweeps.at(0).whole);
  EXPECT_FALSE(choose_for_sweep(records, "b", seven_hours).sweeps.at(0).whole);
  EXPECT_TRUE(choose_for_sweep(records, "c", seven_hours).sweeps.at(0).whole);
  EXPECT_THAT(choose_for_sweep(records, "b", seven_hours).notices, Contains(says("được nhập", "imported")));
  EXPECT_THAT(choose_for_sweep(records, "c", seven_hours).notices, IsEmpty());
}

TEST(SweepChoice, TellsOfClocksAndBrowsersThatChanged) {
  auto sweep = record("a", 0, "");
  sweep.versions["chromium_later"] = "Chrome/2";
  ClockReading reading;
  reading.synchronised = false;
  sweep.clock = {reading};
  const auto notices = choose_for_sweep(std::vector{sweep}, "a", seven_hours).notices;
  EXPECT_THAT(notices, Contains(says("chưa được đồng bộ", "not synchronised")));
  EXPECT_THAT(notices, Contains(says("nâng cấp", "upgraded")));
}

}  // namespace
}  // namespace portalprobe
