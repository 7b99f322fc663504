#include "report/ranking_data.hpp"

#include <gmock/gmock.h>

#include "tests/support/made_standings.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing_evaluations::made_standings;
using testing_evaluations::pt;

TEST(RankingData, IsWhatASpreadsheetInVietnamOpens) {
  EXPECT_EQ(spreadsheet_csv(ranking_data(made_standings(), Language::vi), Language::vi),
            "\xEF\xBB\xBFhạng;hạng thấp nhất;nhóm hạng;mã;tên;functions;performance;accessibility;"
            "tổng;tổng thấp nhất;tổng cao nhất;loại;lý do\r\n"
            "1;2;1;ha-noi;Thành phố Hà Nội;65,5;10;8;83,50;78,50;88,50;B hoặc C;\r\n"
            "1;2;1;hue;Thành phố Huế;60;12,125;7;79,13;79,13;79,13;C;\r\n"
            ";;;da-nang;'=Đà Nẵng;48,5;;7;;;;;\"dưới mức tối thiểu: Chức năng 48,5, cần 49; "
            "chưa có điểm đo: Hiệu năng (quá ít đêm đo)\"\r\n");
}

TEST(RankingData, IsRfc4180ForOthers) {
  EXPECT_THAT(spreadsheet_csv(ranking_data(made_standings(), Language::en), Language::en),
              testing::StartsWith(
                  "rank,rank_last,tier,portal_id,name,functions,performance,accessibility,total,total_low,"
                  "total_high,level,reason\r\n"
                  "1,2,1,ha-noi,Thành phố Hà Nội,65.5,10,8,83.50,78.50,88.50,B or C,\r\n"));
}

TEST(DataTable, GuardsTextAndLeavesNumbersAlone) {
  DataTable table;
  table.text("-1+1");
  table.points(-pt(1.5), 2);
  table.change(-2);
  table.count(std::nullopt);
  table.text("a;b");
  table.end_row();
  table.text("");
  table.text("x");
  table.end_row();
  EXPECT_EQ(spreadsheet_csv(table, Language::vi), "\xEF\xBB\xBF'-1+1;-1,50;-2;;\"a;b\"\r\n;x\r\n");
}

TEST(RankingData, GuardsEveryCellThatAFileFills) {
  Standings standings = made_standings();
  standings.scheme.groups[0].id = "=1+1";
  standings.scheme.levels[0].name = "@SUM(A1)";
  standings.bodies[0].levels = {"@SUM(A1)"};
  standings.bodies[0].body.portal_id = "+cmd";
  const std::string csv = spreadsheet_csv(ranking_data(standings, Language::en), Language::en);
  EXPECT_THAT(csv, HasSubstr(",'=1+1,"));
  EXPECT_THAT(csv, HasSubstr(",'@SUM(A1),"));
  EXPECT_THAT(csv, HasSubstr(",'+cmd,"));
}

}  // namespace
}  // namespace portalprobe
