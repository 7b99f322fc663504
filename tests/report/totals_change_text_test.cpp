#include "report/totals_change_text.hpp"

#include <gmock/gmock.h>

#include "report/totals_change_data.hpp"
#include "tests/support/made_standings.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_evaluations::made_standings;
using testing_evaluations::pt;
using testing_evaluations::range;

/// Hà Nội in both years, its second one in doubt; Huế in the second alone; Đà Nẵng in the first alone.
TotalsChange made_change() {
  const Standings made = made_standings();
  TotalsChange change;
  change.before = change.after = made.scheme;
  BodyChange both;
  both.after = made.bodies[0];
  both.before = made.bodies[1];
  both.before->body.portal_id = "ha-noi";
  both.total = pt(4.37);
  both.total_range = range(-0.63, 9.37);
  both.groups = {{"functions", pt(5.5)}, {"accessibility", pt(1)}};
  both.ranks = -3;
  BodyChange fresh;
  fresh.after = made.bodies[1];
  BodyChange gone;
  gone.before = made.bodies[2];
  change.bodies = {both, fresh, gone};
  return change;
}

TEST(TotalsChangeText, ShowsBothYearsAndTheChange) {
  const std::string text = totals_change_text(made_change(), Language::vi);
  EXPECT_THAT(text, StartsWith("cơ quan, địa phương"));
  EXPECT_THAT(text, HasSubstr("Thành phố Hà Nội     79,13 → 78,50–88,50  −0,63 … +9,37  C → B hoặc C    -  "
                              "1–2 → 1–2       −3\n"));
  EXPECT_THAT(text, HasSubstr("Thành phố Huế                  - → 79,13              -  - → C"));
  EXPECT_THAT(text, HasSubstr("=Đà Nẵng                               -              -  - "));
}

TEST(TotalsChangeText, SaysFirstThatTheCriteriaDiffer) {
  TotalsChange change = made_change();
  change.totals_compare = change.levels_compare = change.ranks_compare = false;
  change.differences = {{"nhóm tiêu chí mới", "a new group"}};
  EXPECT_THAT(
      totals_change_text(change, Language::en),
      StartsWith("The evaluations differ:\n  - a new group\n"
                 "Since the criteria differ, totals stand side by side and are not subtracted.\n\nbody"));
  EXPECT_THAT(totals_change_text(change, Language::vi),
              StartsWith("Hai kỳ đánh giá khác nhau:\n  - nhóm tiêu chí mới\nVì tiêu chí khác nhau,"));
  change.totals_compare = true;
  EXPECT_THAT(totals_change_text(change, Language::en), HasSubstr("Levels and ranks stand side by side"));
  change.levels_compare = true;
  EXPECT_THAT(totals_change_text(change, Language::en), HasSubstr("\nRanks stand side by side"));
}

TEST(TotalsChangeData, KeepsChangesAsNumbers) {
  const std::string csv = spreadsheet_csv(totals_change_data(made_change(), Language::en), Language::en);
  EXPECT_THAT(
      csv,
      StartsWith(
          "portal_id,name,total_before,level_before,rank_before,rank_last_before,total_after,level_after,"
          "rank_after,rank_last_after,total_change,total_change_low,total_change_high,levels_risen,"
          "ranks_risen,change functions,change performance,change accessibility\r\n"));
  EXPECT_THAT(
      csv,
      HasSubstr("\r\nha-noi,Thành phố Hà Nội,79.13,C,1,2,83.50,B or C,1,2,4.37,-0.63,9.37,,-3,5.5,,1\r\n"));
  EXPECT_THAT(csv, HasSubstr("\r\nhue,Thành phố Huế,,,,,79.13,C,1,2,,,,,,,,\r\n"));
  EXPECT_THAT(csv, HasSubstr("\r\nda-nang,'=Đà Nẵng,,,,,,,,,,,,,,,,\r\n"));
  EXPECT_THAT(spreadsheet_csv(totals_change_data(made_change(), Language::vi), Language::vi),
              HasSubstr(";4,37;-0,63;9,37;;-3;5,5;;1\r\n"));
}

}  // namespace
}  // namespace portalprobe
