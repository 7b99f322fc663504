#include "report/score_text.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "report/text_width.hpp"
#include "tests/support/made_score_cards.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_scores::made_card_with_readings;
using testing_scores::made_score_card;
using testing_scores::made_technical_card;

/// Without the rules under headings: their length is the tables' affair.
std::string without_rules(const std::string& text) {
  std::istringstream lines(text);
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("─")) rest += line + '\n';
  }
  return rest;
}

std::string shown(const ScoreCard& card, Language language) {
  return without_rules(score_text(card, language));
}

TEST(ScoreText, SaysByWhatAndOfWhatWasJudged) {
  EXPECT_THAT(
      shown(made_score_card(), Language::vi),
      testing::StartsWith(
          "Ngưỡng mức A\n"
          "Căn cứ: Quyết định 1033\n"
          "Tiêu chí: level-a-2023, bản 1; phương pháp đo: 1\n"
          "Kỳ đánh giá: performance-2026 (01/11/2026–30/11/2026)\n"
          "Điểm đo: ha-noi-1\n"
          "Đợt đo: 2 (20261101T150000Z-aaaaaaaaaaaa … 20261102T150000Z-bbbbbbbbbbbb)\n"
          "Ngưỡng:\n"
          "  page-load: Tốc độ tải trang: 75 % số lần đo không quá 2,5 giây, độ tin cậy 95 %, tối đa 10 "
          "điểm\n"
          "  response: Thời gian phản hồi: 75 % số lần đo không quá 0,2 giây, độ tin cậy 95 %, tối đa 10 "
          "điểm\n"
          "Kết quả đo kỹ thuật, không phải xếp hạng: xếp loại cần điểm của mọi nhóm tiêu chí.\n\n"));
  EXPECT_THAT(shown(made_score_card(), Language::en),
              testing::StartsWith(
                  "Level A\n"
                  "Source: Decision 1033\n"
                  "Criterion: level-a-2023, edition 1; method: 1\n"
                  "Evaluation: performance-2026 (2026-11-01–2026-11-30)\n"
                  "Vantages: ha-noi-1\n"
                  "Sweeps: 2 (20261101T150000Z-aaaaaaaaaaaa … 20261102T150000Z-bbbbbbbbbbbb)\n"
                  "Thresholds:\n"
                  "  page-load: Page load: p75 at most 2.5 s, 95 % confidence, 10 points\n"
                  "  response: Response time: p75 at most 0.2 s, 95 % confidence, 10 points\n"
                  "A measured result, not a rating: levels need the points of all groups of criteria.\n\n"));
}

TEST(ScoreText, ListsPortalsWithPointsVerdictsAndValues) {
  EXPECT_THAT(
      shown(made_score_card(), Language::en),
      HasSubstr(
          "rank  portal                       points  verdict       page-load                                "
          "            response\n"
          "   1  Thành phố Hà Nội              20.00  pass          pass, 1.8 s                              "
          "            pass+, 0.15 s\n"
          " 2–3  Thành phố Huế     2.50 (0.00–10.00)  fail*         fail*+, 2.5004 s                         "
          "            inconclusive+, 0.19 s\n"
          "   -  =Đà Nẵng                 0.00–20.00  insufficient  inconclusive+, at least 1.8 s, a pass is "
          "not proven  insufficient\n"
          "Rank a–b: what was measured cannot tell the portal from others of that band.\n"
          "\n"
          "portal         ranked                     why\n"
          "Thành phố Huế  yes, points by convention  inconclusive: response (search)\n"
          "=Đà Nẵng       no                         inconclusive: page-load (home); insufficient: "
          "response\n"));
}

TEST(ScoreText, PutsDoubtIntoVietnameseWordsThatBlameNobody) {
  const std::string text = shown(made_score_card(), Language::vi);
  for (const char* wanted :
       {"thứ tự  Cổng                           điểm  kết luận                page-load",
        "     1  Thành phố Hà Nội              20,00  đạt ngưỡng mức A        đạt ngưỡng mức A, 1,8 giây",
        "   2–3  Thành phố Huế     2,50 (0,00–10,00)  chưa đạt ngưỡng mức A*  chưa đạt ngưỡng mức A*+, "
        "2,5004 "
        "giây",
        "     -  =Đà Nẵng                 0,00–20,00  chưa đủ số liệu         chưa đủ căn cứ kết luận+, ít "
        "nhất "
        "1,8 giây, chưa chứng minh đạt  chưa đủ số liệu\n",
        "Thành phố Huế  có, điểm theo quy ước  chưa đủ căn cứ kết luận: response (search)\n",
        "=Đà Nẵng       chưa                   chưa đủ căn cứ kết luận: page-load (home); chưa đủ số liệu: "
        "response\n",
        "mới biết giá trị ít nhất, chưa chứng minh đạt\n",
        "*: chưa được khẳng định sau hiệu chỉnh Holm giữa các Cổng, chưa nên công bố\n",
        "+: dựa trên ít hơn ba điểm đo, hoặc trên một mạng (cần ít nhất ba điểm đo trên hai mạng)\n",
        "∞: quá nhiều lần đo không thành công hoặc vượt thời gian chờ, tính là chậm hơn mọi giới hạn\n",
        "không thành công, nơi phát sinh: phía Cổng          9         9\n",
        "không tính: công cụ đo bị chặn                      0       700\n",
        "Đề nghị cơ quan chủ quản cho phép công cụ đo (theo User-Agent đã khai báo) truy cập:\n"
        "  da-nang search ipv6: bị chặn 700 trong 718 lần đo (response)\n",
        "Giả định của tiêu chí:\n  - 20 điểm chia đều\n", "Lưu ý:\n  - một điểm đo\n"}) {
    EXPECT_THAT(text, HasSubstr(wanted));
  }
  for (const char* unwanted : {"không đạt", "không kết luận", "quét", "kiểm duyệt", "p75", "cận dưới",
                               "lỗi của Cổng", "xếp hạng A", "loại A"}) {
    EXPECT_THAT(text, Not(HasSubstr(unwanted)));
    EXPECT_THAT(score_text(made_technical_card(), Language::vi), Not(HasSubstr(unwanted)));
  }
}

TEST(ScoreText, SpeaksOfLevelAOnlyWhereTheCriterionIsThat) {
  ScoreCard card = made_score_card();
  card.criterion.id = "website-2025";
  card.criterion.title = {"Trang thông tin", "Websites"};
  const std::string text = shown(card, Language::vi);
  EXPECT_THAT(text, HasSubstr("chưa đạt ngưỡng*"));
  EXPECT_THAT(text, Not(HasSubstr("mức A")));
}

TEST(ScoreText, ShowsTheFiguresOfEachVerdict) {
  EXPECT_THAT(
      shown(made_score_card(), Language::en),
      HasSubstr(
          "portal   target       threshold  metric                             value      interval    over  "
          "samples  nights   ICC  verdict        reason\n"
          "ha-noi   home         page-load  largest_contentful_paint           1.8 s     1.7–1.9 s  12.5 %  "
          "    700      30  0.25  pass\n"
          "ha-noi   search       response   response_time                     0.15 s   0.14–0.16 s     0 %  "
          "    700      30  0.25  pass+\n"
          "hue      home         page-load  largest_contentful_paint        2.5004 s  2.500001–∞ s    50 %  "
          "    700      30  0.25  fail*+\n"
          "hue      search       response   response_time                     0.19 s      0.18–? s    25 %  "
          "    700      30  0.25  inconclusive+  the interval holds the limit\n"
          "da-nang  home         page-load  network_load              at least 1.8 s     1.7–1.9 s  12.5 %  "
          "    700      30  0.25  inconclusive+  only a lower bound is within the limit\n"
          "da-nang  search ipv6  response   response_time                          -             -       -  "
          "      4       1     -  insufficient   the measuring tool was kept out too often\n"
          "ICC: how alike the measurements of one night are (1: entirely; 0: independent)\n"
          "*: not confirmed after Holm's correction over the portals; not to be published\n"
          "+: fewer than three vantages, or one network alone (three on two networks are needed)\n"
          "∞: too many measurements failed or timed out, which counts as slower than any limit\n"));
}

TEST(ScoreText, CountsWhatWasLeftOutAndAsksForTheDoorToBeOpened) {
  EXPECT_THAT(
      shown(made_score_card(), Language::en),
      HasSubstr("samples                            page-load  response\n"
                "planned                                 2160      2160\n"
                "taken                                   2154      2154\n"
                "failed on the portal's side                9         9\n"
                "left out: measuring tool kept out          0       700\n"
                "left out: instrument not fit              54        50\n"
                "\n"
                "The measuring tool was kept out, so there is too little evidence. The bodies are asked "
                "to let the declared User-Agent in:\n"
                "  da-nang search ipv6: kept out of 700 of 718 samples (response)\n"));
  ScoreCard card = made_score_card();
  card.verdicts[5].result.reason = Reason::too_few_nights;
  EXPECT_THAT(shown(card, Language::en), Not(HasSubstr("User-Agent")));
}

TEST(ScoreText, ShowsExclusionsBothWays) {
  EXPECT_THAT(shown(made_score_card(), Language::en),
              HasSubstr("Excluded by decisions: the result either way\n"
                        "portal  target  threshold  exclusions applied    nothing excluded\n"
                        "hue     search  response   inconclusive, 0.19 s  pass, 0.15 s\n"));
  ScoreCard card = made_score_card();
  card.verdicts[3].with_excluded.reset();
  EXPECT_THAT(shown(card, Language::en), Not(HasSubstr("exclu")));
}

TEST(ScoreText, CallsOneSweepATechnicalResult) {
  const std::string en = shown(made_technical_card(), Language::en);
  EXPECT_THAT(en, HasSubstr("Technical result of one sweep (2026-11-01): no verdict on other nights\n"));
  EXPECT_THAT(en, HasSubstr("Sweeps: 20261101T150000Z-aaaaaaaaaaaa\n"));
  EXPECT_THAT(en, Not(HasSubstr("nights   ICC")));
  EXPECT_THAT(en, Not(HasSubstr("Holm")));
  EXPECT_THAT(shown(made_technical_card(), Language::vi),
              HasSubstr("Kết quả kỹ thuật của một đợt đo (01/11/2026): chỉ đúng cho đợt đo này, không suy ra "
                        "cho những đêm khác\n"));
}

TEST(ScoreText, MarksAPortalsFailOnlyWhereNoFailIsConfirmed) {
  ScoreCard card = made_score_card();
  EXPECT_THAT(shown(card, Language::en), HasSubstr("  fail*         fail*+,"));
  card.verdicts[2].confirmed = true;
  EXPECT_THAT(shown(card, Language::en), HasSubstr("  fail          fail+,"));
  EXPECT_THAT(shown(card, Language::en), Not(HasSubstr("Holm")));
}

TEST(ScoreText, SaysWhereFailuresDecide) {
  ScoreCard card = made_score_card();
  card.verdicts[2].result.reason = Reason::unavailable;
  card.verdicts[2].result.vantages[0].unavailable = Estimate{0.125, 0.1, 0.15};
  EXPECT_THAT(shown(card, Language::en), HasSubstr("fail*+         too often not available (12.5 %)\n"));
}

TEST(ScoreText, ShowsEachVantageAndSegmentOfVerdictsThatHaveSeveral) {
  ScoreCard card = made_score_card();
  auto& vantages = card.verdicts[0].result.vantages;
  vantages[0].segments[0].browser = "140.0";
  vantages[0].segments.push_back(vantages[0].segments[0]);
  vantages[0].segments[1].browser = "141.0";
  vantages[0].segments[1].judgement.quantile = Estimate{1'900'000, 1'800'000, 2'000'000};
  VantageResult other = card.verdicts[1].result.vantages[0];
  other.vantage_id = "hcm-1";
  other.verdict = Verdict::fail;
  other.reason = Reason::unavailable;
  other.segments[0].judgement.quantile = Estimate{3'000'000, 2'900'000, 3'100'000};
  vantages.push_back(other);
  EXPECT_THAT(
      shown(card, Language::en),
      HasSubstr(
          "By vantage and version of the browser\n"
          "portal  target  threshold  vantage   browser  value   interval  samples  verdict  reason\n"
          "ha-noi  home    page-load  ha-noi-1  140.0    1.8 s  1.7–1.9 s      700  pass\n"
          "ha-noi  home    page-load  ha-noi-1  141.0    1.9 s    1.8–2 s      700  pass\n"
          "ha-noi  home    page-load  hcm-1     -          3 s  2.9–3.1 s      700  fail     too often not "
          "available\n\n"));
  EXPECT_THAT(shown(made_score_card(), Language::en), Not(HasSubstr("By vantage")));
}

TEST(ScoreText, FitsATerminalAsFarAsFiguresAllow) {
  std::istringstream lines(sensitivity_text(made_card_with_readings(), Language::vi, 110));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 110U) << line;
}

TEST(ScoreText, SurvivesHostileNamesAndEmptyCards) {
  ScoreCard card = made_score_card();
  card.portals[0].portal.name = card.verdicts[0].portal_id = "\x1b[2J\n\xFF";
  card.notices = {{"", "a\nb"}};
  const std::string text = shown(card, Language::vi);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("  - a b\n"));
  EXPECT_THAT(shown(made_score_card(), Language::en), HasSubstr("Notes:\n  - one vantage\n"));
  ScoreCard empty;
  EXPECT_THAT(shown(empty, Language::en), HasSubstr("Nothing was measured that a threshold applies to.\n"));
}

TEST(SensitivityText, PutsReadingsSideBySide) {
  EXPECT_EQ(
      without_rules(sensitivity_text(made_card_with_readings(), Language::en)),
      "Verdicts under each reading of the thresholds (>: the one that decides)\n"
      "\n"
      "page-load: Page load: p75 at most 2.5 s\n"
      "portal   target  largest_contentful_paint (browser, desktop)  network_load (network, desktop)\n"
      "ha-noi   home    > pass, 1.8 s                                -\n"
      "hue      home    > fail+, 2.5004 s                            -\n"
      "da-nang  home    -                                            > inconclusive+, at least 1.8 s, a "
      "pass is not proven\n"
      "\n"
      "reading                                      pass  fail  inconclusive  insufficient  not measured\n"
      "largest_contentful_paint (browser, desktop)     1     1             0             0             1\n"
      "network_load (network, desktop)                 0     0             1             0             2\n"
      "\n"
      "+: fewer than three vantages, or one network alone (three on two networks are needed)\n");
  EXPECT_THAT(sensitivity_text(made_card_with_readings(), Language::vi),
              HasSubstr("> đạt ngưỡng mức A, 1,8 giây"));
}

TEST(SensitivityText, ExplainsOnlyMarksThatItHas) {
  ScoreCard card = made_card_with_readings();
  for (auto& line : card.verdicts) {
    for (auto& reading : line.readings) reading.one_vantage = reading.verdict == Verdict::insufficient;
  }
  EXPECT_THAT(sensitivity_text(card, Language::en), Not(HasSubstr("+")));
}

TEST(SensitivityText, SaysWhenReadingsWereNotWorkedOut) {
  EXPECT_EQ(sensitivity_text(made_score_card(), Language::en),
            "Verdicts under each reading were not worked out.\n");
}

}  // namespace
}  // namespace portalprobe
