#include "report/score_data.hpp"

#include <gmock/gmock.h>

#include "tests/support/made_score_cards.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing_scores::made_card_with_readings;
using testing_scores::made_score_card;

TEST(PortalScoresData, HasNumbersAndHarmlessNames) {
  EXPECT_EQ(
      spreadsheet_csv(portal_scores_data(made_score_card(), Language::en), Language::en),
      "rank,rank_last,tier,portal_id,name,block,points,points_low,points_high,verdict,page-load,points "
      "page-load,response,points response,reason,samples,ok,maintenance,portal,network,protection,vantage,"
      "probe,unexplained\r\n"
      "1,1,1,ha-noi,Thành phố Hà Nội,province,20.00,20.00,20.00,pass,pass,10,pass,10,,1436,1430,0,6,0,0,0,"
      "0,0\r\n"
      "2,3,2,hue,Thành phố Huế,province,2.50,0.00,10.00,fail,fail,0,inconclusive,2.5,inconclusive: response "
      "(search),1436,1400,0,36,0,0,0,0,0\r\n"
      ",,,da-nang,'=Đà Nẵng,province,,0.00,20.00,insufficient,inconclusive,,insufficient,,\"inconclusive: "
      "page-load (home); insufficient: response\",1436,730,0,6,0,700,0,0,0\r\n");
}

TEST(PortalScoresData, IsForVietnameseSpreadsheetsAsTheyReadThem) {
  const std::string csv = spreadsheet_csv(portal_scores_data(made_score_card(), Language::vi), Language::vi);
  EXPECT_THAT(csv, testing::StartsWith("\xEF\xBB\xBFthứ tự;thứ tự thấp nhất;nhóm thứ tự;mã;tên;khối;điểm;"));
  EXPECT_THAT(csv, HasSubstr("2;3;2;hue;Thành phố Huế;province;2,50;0,00;10,00;chưa đạt ngưỡng mức A;"));
}

TEST(VerdictsData, HasFiguresInSecondsAndCountsByReason) {
  const std::string csv = spreadsheet_csv(verdicts_data(made_score_card(), Language::en), Language::en);
  EXPECT_THAT(csv,
              testing::StartsWith(
                  "portal_id,target_id,role,ip_family,threshold,metric,engine,lower_bound,statistic,limit,"
                  "value,low,high,share_over,share_low,share_high,samples,nights,verdict,reason,one_vantage,"
                  "p_fail,p_fail_corrected,confirmed,left_out excluded,left_out not_valid,"));
  EXPECT_THAT(
      csv, HasSubstr("hue,home,home,ipv4,page-load,largest_contentful_paint,browser,,p75,2.5,2.5004,2.500001,"
                     "∞,0.5,0.375,0.625,700,30,fail,,yes,1e-09,0.25,,0,0,0,0,0,0,0,0,0,0,0,0,18,0,0,0\r\n"));
  EXPECT_THAT(
      csv, HasSubstr("da-nang,search,search,ipv6,response,response_time,http,,p75,0.2,,,,,,,4,1,insufficient,"
                     "the measuring tool was kept out too often,yes,,,yes,0,0,0,0,0,0,0,700,0,0,0,0,14,"));
  EXPECT_THAT(spreadsheet_csv(verdicts_data(made_score_card(), Language::vi), Language::vi),
              HasSubstr(";p75;0,2;0,1500005;0,14;0,16;0;0;0,01;700;30;đạt ngưỡng mức A;;có;"));
}

TEST(SensitivityData, HasARowForEachReading) {
  const std::string csv =
      spreadsheet_csv(sensitivity_data(made_card_with_readings(), Language::en), Language::en);
  EXPECT_THAT(
      csv, HasSubstr("da-nang,home,home,ipv4,page-load,,largest_contentful_paint,browser,,p75,2.5,,,,,,,0,0,"
                     "insufficient,,\r\n"
                     "da-nang,home,home,ipv4,page-load,yes,network_load,network,yes,p75,2.5,1.8,1.7,1.9,"
                     "0.125,0.0625,0.1875,700,30,inconclusive,only a lower bound is within the limit,yes"
                     "\r\n"));
}

TEST(ScoreWorkbook, HoldsASheetForEachTableThatThereIs) {
  const auto names = [](const std::vector<XlsxSheet>& sheets) {
    std::string text;
    for (const auto& sheet : sheets) text += sheet.name + ' ';
    return text;
  };
  ScoreBlocks blocks;
  blocks.criterion = testing_scores::made_criterion();
  blocks.all.thresholds.resize(2);
  EXPECT_EQ(names(score_workbook(made_score_card(), nullptr, Language::en)), "portals verdicts ");
  EXPECT_EQ(names(score_workbook(made_card_with_readings(), &blocks, Language::en)),
            "portals verdicts blocks readings ");
  const auto sheets = score_workbook(made_card_with_readings(), &blocks, Language::vi);
  EXPECT_EQ(names(sheets), "Cổng Kết luận Nhóm Cách hiểu ");
  const auto bytes = xlsx_file(sheets);
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_EQ(bytes->substr(0, 2), "PK");
}

TEST(DataTable, KeepsNumbersWithAllTheirDigits) {
  DataTable table;
  table.number(0.1);
  table.number(1e-9);
  table.number(2.5);
  table.number(std::nullopt);
  table.number(testing_scores::kInfinity);
  table.end_row();
  EXPECT_EQ(spreadsheet_csv(table, Language::en), "0.1,1e-09,2.5,,\r\n");
  EXPECT_EQ(spreadsheet_csv(table, Language::vi),
            "\xEF\xBB\xBF"
            "0,1;1e-09;2,5;;\r\n");
}

}  // namespace
}  // namespace portalprobe
