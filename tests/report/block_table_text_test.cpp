#include "report/block_table_text.hpp"

#include <gmock/gmock.h>

#include "report/block_table_data.hpp"
#include "tests/support/made_standings.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_evaluations::made_blocks;

TEST(BlockTableText, ShowsMeansMediansAndLevels) {
  const std::string text = block_table_text(made_blocks(), Language::en);
  EXPECT_THAT(text, HasSubstr("deployment    bodies  totals  ranked   mean  median        range  A  B  C  D  "
                              "E  in doubt  none\n"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "leased             3       3       3  85.23   85.00  80.00–90.69  1  2  0  0  0         0     0\n"
          "(not stated)       2       0       0      -       -            -  0  0  0  0  0         1     1\n"
          "all                5       3       3  85.23   85.00  80.00–90.69  1  2  0  0  0         1     "
          "1\n"));
  EXPECT_THAT(text, Not(HasSubstr("do not add up")));
}

TEST(BlockTableText, SpeaksVietnamese) {
  const std::string text = block_table_text(made_blocks(), Language::vi);
  EXPECT_THAT(
      text,
      HasSubstr("hình thức triển khai  số lượng  có tổng  xếp hạng  trung bình  trung vị     thấp–cao"));
  EXPECT_THAT(text, HasSubstr("85,23"));
  EXPECT_THAT(text, HasSubstr("(không rõ)"));
  EXPECT_THAT(text, HasSubstr("tất cả"));
}

TEST(BlockTableText, LeavesOutColumnsThatSayNothing) {
  BlockTable table = made_blocks();
  table.blocks.pop_back();
  table.all = table.blocks[0];
  const std::string text = block_table_text(table, Language::en);
  EXPECT_THAT(text, Not(HasSubstr("in doubt")));
  EXPECT_THAT(text, Not(HasSubstr("none")));
}

TEST(BlockTableText, SaysThatTaggedBodiesCountSeveralTimes) {
  BlockTable table = made_blocks();
  table.by = Grouping::tag;
  table.overlapping = true;
  EXPECT_THAT(block_table_text(table, Language::en), HasSubstr("the lines do not add up to all"));
  EXPECT_THAT(block_table_text(table, Language::vi), HasSubstr("các dòng không cộng lại thành tổng số"));
}

TEST(BlockTableData, HasTheMeansOfGroups) {
  EXPECT_EQ(spreadsheet_csv(block_table_data(made_blocks(), Language::en), Language::en),
            "deployment,bodies,totals,ranked,mean,median,lowest,highest,mean functions,mean performance,mean "
            "accessibility,A,B,C,D,E,level_in_doubt,without_level\r\n"
            "leased,3,3,3,85.23,85.00,80.00,90.69,66.67,13.33,5.23,1,2,0,0,0,0,0\r\n"
            "(not stated),2,0,0,,,,,,,,0,0,0,0,0,1,1\r\n"
            "all,5,3,3,85.23,85.00,80.00,90.69,66.67,13.33,5.23,1,2,0,0,0,1,1\r\n");
  EXPECT_THAT(spreadsheet_csv(block_table_data(made_blocks(), Language::vi), Language::vi),
              HasSubstr("\r\nleased;3;3;3;85,23;85,00;80,00;90,69;66,67;"));
}

}  // namespace
}  // namespace portalprobe
