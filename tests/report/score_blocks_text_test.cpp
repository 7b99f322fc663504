#include "report/score_blocks_text.hpp"

#include <gmock/gmock.h>

#include "report/score_data.hpp"
#include "tests/support/made_score_cards.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_evaluations::pt;

ScoreBlock block(std::string label, std::size_t portals, PointsMean mean) {
  ScoreBlock made;
  made.label = std::move(label);
  made.portals = portals;
  made.ranked = static_cast<std::size_t>(mean.count);
  made.mean = mean;
  made.thresholds = {{{1, 2, 0, portals - 3}}, {{portals, 0, 0, 0}}};
  testing_scores::add_samples(made.samples, 1000, 40, 7);
  return made;
}

ScoreBlocks made_blocks() {
  ScoreBlocks table;
  table.by = Grouping::vendor;
  table.criterion = testing_scores::made_criterion();
  table.blocks = {block("VNPT", 3, {pt(40), 3}), block("", 4, {})};
  table.all = block("", 7, {pt(40), 3});
  return table;
}

TEST(ScoreBlocksText, HasMeansVerdictsAndSides) {
  EXPECT_EQ(
      score_blocks_text(made_blocks(), Language::en),
      "vendor        portals  ranked  mean points  page-load  response\n"
      "───────────────────────────────────────────────────────────────\n"
      "VNPT                3       3        13.33    1/2/0/0   3/0/0/0\n"
      "(not stated)        4       0            -    1/2/0/1   4/0/0/0\n"
      "all                 7       3        13.33    1/2/0/4   7/0/0/0\n"
      "Portals: pass / fail / inconclusive / insufficient\n"
      "\n"
      "Failed measurements, by the side that they arose on\n"
      "vendor        samples    ok  maintenance  portal  network  protection  vantage  probe  unexplained\n"
      "──────────────────────────────────────────────────────────────────────────────────────────────────\n"
      "VNPT             1047  1000            0      40        0           7        0      0            0\n"
      "(not stated)     1047  1000            0      40        0           7        0      0            0\n"
      "all              1047  1000            0      40        0           7        0      0            0\n");
}

TEST(ScoreBlocksText, SpeaksVietnamese) {
  EXPECT_EQ(
      score_blocks_text(made_blocks(), Language::vi),
      "nhà cung cấp  số Cổng  có thứ tự  điểm trung bình  page-load  response\n"
      "──────────────────────────────────────────────────────────────────────\n"
      "VNPT                3          3            13,33    1/2/0/0   3/0/0/0\n"
      "(không rõ)          4          0                -    1/2/0/1   4/0/0/0\n"
      "tất cả              7          3            13,33    1/2/0/4   7/0/0/0\n"
      "Số Cổng: đạt ngưỡng mức A / chưa đạt ngưỡng mức A / chưa đủ căn cứ kết luận / chưa đủ số liệu\n"
      "\n"
      "Lần đo không thành công, theo nơi phát sinh\n"
      "nhà cung cấp  lần đo  thành công  bảo trì  phía Cổng  đường truyền  bị chặn  điểm đo  công cụ đo  "
      "chưa "
      "rõ\n"
      "─────────────────────────────────────────────────────────────────────────────────────────────────────"
      "────\n"
      "VNPT            1047        1000        0         40             0        7        0           0      "
      " "
      " 0\n"
      "(không rõ)      1047        1000        0         40             0        7        0           0      "
      " "
      " 0\n"
      "tất cả          1047        1000        0         40             0        7        0           0      "
      " "
      " 0\n");
}

TEST(ScoreBlocksText, SaysThatTaggedPortalsCountSeveralTimes) {
  ScoreBlocks table = made_blocks();
  EXPECT_THAT(score_blocks_text(table, Language::en), Not(HasSubstr("do not add up")));
  table.overlapping = true;
  EXPECT_THAT(score_blocks_text(table, Language::en), HasSubstr("the lines do not add up to all"));
  EXPECT_THAT(score_blocks_text(table, Language::vi), HasSubstr("các dòng không cộng lại thành tổng số"));
}

TEST(ScoreBlocksData, HasARowForEachBlock) {
  EXPECT_EQ(
      spreadsheet_csv(score_blocks_data(made_blocks(), Language::en), Language::en),
      "vendor,portals,ranked,scored,mean,page-load: pass,page-load: fail,page-load: inconclusive,page-load: "
      "insufficient,response: pass,response: fail,response: inconclusive,response: insufficient,samples,ok,"
      "maintenance,portal,network,protection,vantage,probe,unexplained\r\n"
      "VNPT,3,3,3,13.33,1,2,0,0,3,0,0,0,1047,1000,0,40,0,7,0,0,0\r\n"
      "(not stated),4,0,0,,1,2,0,1,4,0,0,0,1047,1000,0,40,0,7,0,0,0\r\n"
      "all,7,3,3,13.33,1,2,0,4,7,0,0,0,1047,1000,0,40,0,7,0,0,0\r\n");
}

}  // namespace
}  // namespace portalprobe
