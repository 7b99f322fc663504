#include "report/ranking_csv.hpp"

#include <gmock/gmock.h>

#include "report/table_file.hpp"
#include "tests/support/made_standings.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing_evaluations::made_standings;
using testing_evaluations::pt;

TEST(RankingCsv, IsWhatASpreadsheetInVietnamOpens) {
  EXPECT_EQ(ranking_csv(made_standings(), Language::vi),
            "\xEF\xBB\xBFhạng;hạng thấp nhất;nhóm hạng;mã;tên;functions;performance;accessibility;"
            "tổng;tổng thấp nhất;tổng cao nhất;loại;lý do\r\n"
            "1;2;1;ha-noi;Thành phố Hà Nội;65,5;10;8;83,50;78,50;88,50;B hoặc C;\r\n"
            "1;2;1;hue;Thành phố Huế;60;12,125;7;79,13;79,13;79,13;C;\r\n"
            ";;;da-nang;'=Đà Nẵng;48,5;;7;;;;;\"dưới mức tối thiểu: Chức năng 48,5, cần 49; "
            "chưa có điểm đo: Hiệu năng (quá ít đêm đo)\"\r\n");
}

TEST(RankingCsv, IsRfc4180ForOthers) {
  EXPECT_THAT(ranking_csv(made_standings(), Language::en),
              testing::StartsWith("rank,rank_last,tier,portal_id,name,functions,performance,accessibility,total,total_low,"
                                  "total_high,level,reason\r\n"
                                  "1,2,1,ha-noi,Thành phố Hà Nội,65.5,10,8,83.50,78.50,88.50,B or C,\r\n"));
}

TEST(TableFile, GuardsTextAndLeavesNumbersAlone) {
  TableFile file(Language::vi);
  file.text("-1+1");
  file.points(-pt(1.5), 2);
  file.change(-2);
  file.count(std::nullopt);
  file.text("a;b");
  file.end_row();
  file.text("");
  file.text("x");
  file.end_row();
  EXPECT_EQ(file.take(), "\xEF\xBB\xBF'-1+1;-1,50;-2;;\"a;b\"\r\n;x\r\n");
}

TEST(RankingCsv, GuardsEveryCellThatAFileFills) {
  Standings standings = made_standings();
  standings.scheme.groups[0].id = "=1+1";
  standings.scheme.levels[0].name = "@SUM(A1)";
  standings.bodies[0].levels = {"@SUM(A1)"};
  standings.bodies[0].body.portal_id = "+cmd";
  const std::string csv = ranking_csv(standings, Language::en);
  EXPECT_THAT(csv, HasSubstr(",'=1+1,"));
  EXPECT_THAT(csv, HasSubstr(",'@SUM(A1),"));
  EXPECT_THAT(csv, HasSubstr(",'+cmd,"));
}

}  // namespace
}  // namespace portalprobe
