#include "report/ranking_text.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "report/standing_words.hpp"
#include "report/text_width.hpp"
#include "tests/support/made_standings.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_evaluations::made_standings;

TEST(RankingText, ShowsVietnameseReadersDoubtAsRanges) {
  const std::string text = ranking_text(made_standings(), Language::vi);
  EXPECT_THAT(
      text,
      HasSubstr("Đánh giá năm 2023\n\n"
                "hạng  cơ quan, địa phương  functions  performance  accessibility         tổng  loại\n"));
  EXPECT_THAT(
      text,
      HasSubstr(" 1–2  Thành phố Hà Nội          65,5         5–15              8  78,50–88,50  B hoặc C\n"
                " 1–2  Thành phố Huế               60       12,125              7        79,13  C\n"
                "   -  =Đà Nẵng                  48,5            -              7            -  -\n"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "=Đà Nẵng        dưới mức tối thiểu: Chức năng 48,5, cần 49; chưa có điểm đo: Hiệu năng (quá ít "
          "đêm đo)\n"));
  EXPECT_THAT(
      text,
      HasSubstr("functions: Chức năng, tối đa 70 điểm\nperformance: Hiệu năng, tối đa 20 điểm, do đo\n"));
  EXPECT_THAT(text, HasSubstr("Tổng điểm lấy 2 chữ số thập phân (từ nửa trở lên làm tròn lên).\n"
                              "Xếp loại theo tổng đã làm tròn: A từ 90; B từ 80; C từ 65; D từ 50; E từ 0.\n"
                              "Xếp hạng 2 trên 3 cơ quan, địa phương.\n"
                              "Hạng a–b: kết quả đo chưa đủ để phân biệt"));
}

TEST(RankingText, SpeaksEnglishWithPoints) {
  Standings standings = made_standings();
  standings.level_basis = LevelBasis::exact;
  const std::string text = ranking_text(standings, Language::en);
  EXPECT_THAT(text, HasSubstr("78.50–88.50  B or C\n"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "under the minimum: Functions 48.5, of at least 49; not ranked by measurement: Performance (too "
          "few nights)\n"));
  EXPECT_THAT(text, HasSubstr("Totals have 2 decimal places (halves go up).\n"
                              "Levels, by the exact total: A from 90; B from 80;"));
  EXPECT_THAT(text, HasSubstr("2 of 3 bodies are ranked.\n"));
}

TEST(RankingText, ShowsNoLevelsWhereTheSchemeHasNone) {
  Standings standings = made_standings();
  standings.scheme.levels.clear();
  const std::string text = ranking_text(standings, Language::en);
  EXPECT_THAT(text, Not(HasSubstr("level")));
  EXPECT_THAT(text, Not(HasSubstr("Levels")));
}

TEST(RankingText, ExplainsNoBandsWhereThereAreNone) {
  Standings standings = made_standings();
  standings.bodies[0].rank = Rank{1, 1, false, 1};
  standings.bodies[1].rank = Rank{2, 3, false, 2};
  const std::string text = ranking_text(standings, Language::en);
  EXPECT_THAT(text, Not(HasSubstr("Rank a–b")));
  EXPECT_THAT(text, HasSubstr("\n   2  Thành phố Huế"));  // a shared rank shows its first place
}

TEST(RankingText, LetsNobodyWriteToTheTerminal) {
  Standings standings = made_standings();
  standings.bodies[0].body.name.vi = "\x1b[2JHà Nội";
  standings.scheme.title.vi = "\x1b]0;x\x07";
  standings.scheme.groups[0].title.vi = "\x1b[31m";
  standings.bodies[2].body.groups[1].reason.vi = "a\nb\x1b[0m";
  EXPECT_THAT(ranking_text(standings, Language::vi), Not(HasSubstr("\x1b")));
}

TEST(RankingText, FitsTheTerminalAsFarAsFiguresAllow) {
  std::istringstream lines(ranking_text(made_standings(), Language::vi, 90));
  bool legend = false;
  for (std::string line; std::getline(lines, line);) {
    legend = legend || line.starts_with("functions:");
    EXPECT_TRUE(legend || display_width(line) <= 90) << line;
  }
  EXPECT_TRUE(legend);
}

TEST(StandingWords, NameLevelsInDoubt) {
  EXPECT_EQ(level_text({}, Language::vi), "-");
  EXPECT_EQ(level_text({"B"}, Language::vi), "B");
  EXPECT_EQ(level_text({"B", "C"}, Language::en), "B or C");
  EXPECT_EQ(level_text({"A", "B", "C"}, Language::vi), "A, B hoặc C");
}

TEST(StandingWords, SayWhatIsInDoubtOfAMinimum) {
  Standings standings = made_standings();
  standings.scheme.groups[1].minimum = 10;
  standings.bodies[0].hindrances = {{NotRanked::minimum_in_doubt, 1}};
  EXPECT_EQ(hindrance_text(standings.bodies[0], standings.scheme, Language::vi),
            "chưa chắc đạt mức tối thiểu: Hiệu năng 5–15, cần 10");
  EXPECT_EQ(hindrance_text(standings.bodies[0], standings.scheme, Language::en),
            "perhaps under the minimum: Performance 5–15, of at least 10");
  standings.bodies[0].hindrances = {{NotRanked::points_missing, 2}};
  EXPECT_EQ(hindrance_text(standings.bodies[0], standings.scheme, Language::en),
            "no points yet: Convenient access");
}

TEST(StandingWords, FallBackToWhatThereIs) {
  EXPECT_EQ(text_in({"tên", ""}, Language::en), "tên");
  EXPECT_EQ(text_in({"", "name"}, Language::vi), "name");
  EXPECT_EQ(group_title({"emc", {}, 5, std::nullopt, false}, Language::vi), "emc");
  BodyResults body;
  body.portal_id = "hue";
  EXPECT_EQ(body_name(body, Language::vi), "hue");
}

}  // namespace
}  // namespace portalprobe
