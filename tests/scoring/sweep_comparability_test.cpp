#include "scoring/sweep_comparability.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SweepRecord record(const std::string& id) {
  SweepRecord sweep;
  sweep.id = id;
  sweep.vantage_id = "hanoi";
  sweep.stratum = "night";
  sweep.started_at = *parse_rfc3339("2026-11-20T15:00:00Z");
  sweep.complete = true;
  sweep.versions = {
      {"method", "1"}, {"chromium", "HeadlessChrome/140.0.1.2"}, {"profile", "desktop, 1350 x 940"}};
  return sweep;
}

RecordedSide sweep(const std::string& id) { return {id, {record(id)}, false}; }

RecordedSide evaluation(const std::string& id, std::vector<SweepRecord> records) {
  return {id, std::move(records), true};
}

using Change = void (*)(SweepRecord&);

TEST(CheckComparable, RefusesValuesOfAnotherKind) {
  struct {
    Change change;
    const char* why;  // none: they may be compared
  } rows[] = {
      {[](SweepRecord&) {}, ""},
      {[](SweepRecord& one) { one.versions["method"] = "2"; },
       "version of the measuring method is 1 in A and 2 in B"},
      {[](SweepRecord& one) { one.versions["profile"] = "mobile, 412 x 823"; },
       "browser's profile is desktop"},
      {[](SweepRecord& one) { one.versions["chromium"] = "Chrome/140.0.1.2"; },
       "browser's program is HeadlessChrome in A and Chrome in B"},
      {[](SweepRecord& one) { one.versions["chromium"] = "HeadlessChrome/141.0.0.1"; }, ""},
      {[](SweepRecord& one) { one.versions.clear(); }, ""},
      {[](SweepRecord& one) { one.id = "a"; }, "A and B are the same sweep, a"},
      {[](SweepRecord& one) { one.vantage_id = "hue"; }, ""},
      {[](SweepRecord& one) { one.complete = false; }, ""},
  };
  for (const auto& row : rows) {
    auto other = sweep("b");
    row.change(other.records[0]);
    const auto found = check_comparable(sweep("a"), other);
    EXPECT_EQ(found.has_value(), std::string(row.why).empty()) << row.why;
    if (!found) {
      EXPECT_THAT(found.error().message, HasSubstr(row.why));
    }
  }
}

TEST(CheckComparable, RefusesAnEvaluationAndASweepAndEvaluationsThatOverlap) {
  const auto refused = [](const RecordedSide& before, const RecordedSide& after) {
    const auto found = check_comparable(before, after);
    return found ? "" : found.error().message;
  };
  const auto year = evaluation("2026", {record("a"), record("b")});
  EXPECT_THAT(refused(year, sweep("c")), HasSubstr("2026 is an evaluation and c is a sweep"));
  EXPECT_THAT(refused(year, evaluation("2027", {record("b"), record("c")})),
              HasSubstr("sweeps in common, such as b"));
  EXPECT_EQ(refused(year, evaluation("2027", {record("c")})), "");
  auto mixed = record("c");
  mixed.versions["method"] = "2";
  EXPECT_THAT(refused(year, evaluation("2027", {record("d"), mixed})), HasSubstr("is 1 in A and 1, 2 in B"));
}

TEST(ComparisonNotices, TellWhatADifferenceMayComeFrom) {
  struct {
    Change change;
    const char* en;
    const char* vi;
  } rows[] = {
      {[](SweepRecord& one) { one.vantage_id = "hue"; }, "measured from hanoi, B from hue",
       "A đo từ hanoi, B đo từ hue"},
      {[](SweepRecord& one) { one.versions["chromium"] = "HeadlessChrome/141.0.0.1"; },
       "browser is HeadlessChrome/140.0.1.2 in A and HeadlessChrome/141.0.0.1 in B", "Phiên bản trình duyệt"},
      {[](SweepRecord& one) { one.versions["chromium_later"] = "HeadlessChrome/141.0.0.1"; },
       "HeadlessChrome/140.0.1.2, HeadlessChrome/141.0.0.1 in B", "Phiên bản trình duyệt"},
      {[](SweepRecord& one) { one.stratum = "office"; }, "stratum is night in A and office in B",
       "Khung giờ"},
      {[](SweepRecord& one) { one.started_at += std::chrono::hours(27); },
       "A started at 2026-11-20T15:00, B at 2026-11-21T18:00", "giờ trong ngày"},
      {[](SweepRecord& one) { one.complete = false; }, "B: 1 of 1 sweeps are incomplete",
       "chưa đo đủ kế hoạch"},
      {[](SweepRecord& one) { one.imported = true; }, "B: 1 of 1 sweeps were imported", "được nhập từ tệp"},
      {[](SweepRecord& one) { one.versions.erase("method"); },
       "do not tell the version of their measuring method", "không ghi phiên bản phương pháp"},
  };
  for (const auto& row : rows) {
    auto other = sweep("b");
    row.change(other.records[0]);
    const auto notices = comparison_notices(sweep("a"), other);
    ASSERT_EQ(notices.size(), 1U) << row.en;
    EXPECT_THAT(notices[0].en, HasSubstr(row.en));
    EXPECT_THAT(notices[0].vi, HasSubstr(row.vi));
  }
}

TEST(ComparisonNotices, HaveNothingToSayOfLikeSweeps) {
  auto next_day = sweep("b");
  next_day.records[0].started_at += std::chrono::hours(25);  // round the clock, an hour later
  EXPECT_TRUE(comparison_notices(sweep("a"), next_day).empty());
}

TEST(ComparedSide, IsAllSweepsOfItsName) {
  auto later = record("b");
  later.started_at += std::chrono::hours(24);
  later.vantage_id = "hue";
  auto shard = record("a");
  shard.shard.index = 1;
  const auto year = evaluation("2026", {later, record("a"), shard});
  const auto side = compared_side(year, 2);
  EXPECT_EQ(side.name, "2026");
  EXPECT_THAT(side.sweeps, ElementsAre("a", "b"));
  EXPECT_THAT(side.vantages, ElementsAre("hanoi", "hue"));
  EXPECT_EQ(side.to - side.from, std::chrono::hours(24));
  EXPECT_THAT(common_vantages(year, sweep("c")), ElementsAre("hanoi"));
}

}  // namespace
}  // namespace portalprobe
