#include "report/comparison_data.hpp"

#include <gmock/gmock.h>

#include "report/xlsx.hpp"
#include "tests/support/made_comparison.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_comparison::made_comparison;

TEST(ComparisonData, HasEveryLineWithAllItsFigures) {
  EXPECT_EQ(
      spreadsheet_csv(comparison_lines_data(made_comparison(), Language::en), Language::en),
      "portal_id,name,target_id,metric,engine,connection,profile,ip_family,change,reason,"
      "A_values,A_infinite,A_samples,A_failed,A_left_out,A_median_s,A_p75_s,"
      "B_values,B_infinite,B_samples,B_failed,B_left_out,B_median_s,B_p75_s,"
      "shift_s,shift_low_s,shift_high_s,cliffs_delta,cliffs_delta_low,cliffs_delta_high,U,p,p_corrected\r\n"
      "ha-noi,Thành phố Hà "
      "Nội,home,ttfb,http,cold,none,ipv4,worse,,60,1,60,1,3,0.2,0.25,60,0,60,0,0,1.3205,1.4,"
      "1.1205,1,1.250001,0.5,0.25,0.75,2500.5,0.000001,0.000001\r\n"
      "hue,\"'=HYPERLINK(\"\"x\"\")\",home,ttfb,http,cold,none,ipv4,worse,,60,0,60,0,0,0.2,0.25,"
      "60,60,60,60,0,failed,failed,,,,1,0.9,1,3600,0.0312,0.0312\r\n"
      "son-la,son-la,home,cumulative_layout_shift,browser,cold,mobile,ipv4,undecidable,too few values to "
      "decide at all,"
      "2,0,2,0,0,0.125,0.25,2,0,2,0,0,0.125,0.25,0.0625,,,0,,,,,\r\n");
}

TEST(ComparisonData, IsWhatASpreadsheetInVietnamOpens) {
  const auto csv = spreadsheet_csv(comparison_lines_data(made_comparison(), Language::vi), Language::vi);
  EXPECT_THAT(csv, StartsWith("\xEF\xBB\xBFmã;tên;trang hoặc thao tác;chỉ số;"));
  EXPECT_THAT(csv, HasSubstr(";chậm hơn;;60;1;60;1;3;0,2;0,25;"));
}

TEST(ComparisonData, HasPortalsByMetric) {
  EXPECT_EQ(spreadsheet_csv(comparison_portals_data(made_comparison(), Language::en), Language::en),
            "portal_id,name,change,ttfb,cumulative_layout_shift\r\n"
            "ha-noi,Thành phố Hà Nội,worse,worse,\r\n"
            "hue,\"'=HYPERLINK(\"\"x\"\")\",worse,worse,\r\n"
            "son-la,son-la,undecidable,,undecidable\r\n");
}

TEST(ComparisonData, SaysWhatToKnowOfIt) {
  EXPECT_EQ(spreadsheet_csv(comparison_notices_data(made_comparison(), Language::en), Language::en),
            "what,text\r\nA,sweep-a\r\nB,sweep-b\r\nnotice,The stratum is night in A and office in B.\r\n"
            "only in A,cu/home\r\n");
}

TEST(ComparisonData, FillsAWorkbook) {
  const auto comparison = made_comparison();
  const auto book = xlsx_file({{"Cổng", comparison_portals_data(comparison, Language::vi)},
                               {"Từng dòng", comparison_lines_data(comparison, Language::vi)},
                               {"Lưu ý", comparison_notices_data(comparison, Language::vi)}});
  ASSERT_TRUE(book) << book.error().message;
  EXPECT_THAT(*book, StartsWith("PK"));
}

TEST(ComparisonData, LeavesOutNumbersThatAreNone) {
  auto comparison = made_comparison();
  comparison.lines.resize(1);
  comparison.lines[0].before.median = 1e300;
  EXPECT_THAT(spreadsheet_csv(comparison_lines_data(comparison, Language::en), Language::en),
              HasSubstr("60,1,60,1,3,,0.25,"));
}

}  // namespace
}  // namespace portalprobe
