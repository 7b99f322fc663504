#include "report/comparison_text.hpp"

#include <gmock/gmock.h>

#include "report/comparison_words.hpp"
#include "report/text_width.hpp"
#include "tests/support/made_comparison.hpp"

namespace portalprobe {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing_comparison::made_comparison;

TEST(ComparisonText, ShowsWhatDiffersWithTheTestsFigures) {
  const auto text = comparison_text(made_comparison(), Language::en);
  EXPECT_THAT(text, HasSubstr("A  sweep-a, hanoi, 2026-11-20T15:00 UTC\nB  sweep-b"));
  EXPECT_THAT(text, HasSubstr("The stratum is night in A and office in B.\nOnly in A (1): cu/home\n"));
  EXPECT_THAT(text, ContainsRegex("portal +in all +TTFB +CLS\n"));
  EXPECT_THAT(text, ContainsRegex("Thành phố Hà Nội +worse +worse +-\n"));
  EXPECT_THAT(text, ContainsRegex("son-la +undecidable +- +undecidable\n"));
  EXPECT_THAT(text, ContainsRegex(
                        "ha-noi/home +TTFB +http, ipv4 +worse +0\\.200 s +1\\.321 s +\\+1\\.121 s "
                        "\\[\\+1\\.000, \\+1\\.250\\] +\\+0\\.50 \\[\\+0\\.25, \\+0\\.75\\] +< 0\\.0001\n"));
  EXPECT_THAT(text, ContainsRegex("hue/home +TTFB +http, ipv4 +worse +0\\.200 s +failed +- "));
  EXPECT_THAT(text, Not(HasSubstr("son-la/home")));  // not decided, and so no difference
  EXPECT_THAT(text, ContainsRegex("cumulative_layout_shift +1 +0 +0 +0 +1 +4\n"));
  EXPECT_THAT(text, HasSubstr("Undecidable, 1 lines: too few values to decide at all.\n"));
  EXPECT_THAT(text, ContainsRegex("wall +3 +0\n"));
  EXPECT_THAT(text, HasSubstr("slower than any limit (1 values in A, 60 in B)"));
  EXPECT_THAT(text, HasSubstr("no more than their two moments"));
}

TEST(ComparisonText, SpeaksVietnamese) {
  auto comparison = made_comparison();
  comparison.nightly = true;
  comparison.before.nights = 30;
  const auto text = comparison_text(comparison, Language::vi);
  EXPECT_THAT(text, AllOf(HasSubstr("30 đêm"), HasSubstr("Khung giờ của A"), HasSubstr("chậm hơn"),
                          HasSubstr("1,321 s"), HasSubstr("[+1,000; +1,250]"), HasSubstr("< 0,0001"),
                          HasSubstr("công cụ đo bị chặn"), HasSubstr("Mỗi giá trị là một đêm")));
  EXPECT_THAT(text, Not(HasSubstr("unchanged")));
}

TEST(ComparisonText, KeepsToTheTerminalWhatPortalsAreCalled) {
  auto comparison = made_comparison();
  comparison.names["hue"] = "\x1b[2J" + std::string(300, 'x');
  const auto text = comparison_text(comparison, Language::en, 100);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr(std::string(100, 'x'))));
}

TEST(ComparisonText, NamesNoMoreTargetsThanAPersonReads) {
  auto comparison = made_comparison();
  comparison.only_after.assign(21, "a/b");
  EXPECT_THAT(comparison_text(comparison, Language::en),
              AllOf(HasSubstr("Only in B (21): a/b, "), HasSubstr(" ...\n")));
}

TEST(ComparisonWords, HaveAWordForEverything) {
  for (const auto language : {Language::vi, Language::en}) {
    for (const auto metric : all_metrics()) EXPECT_FALSE(metric_heading(metric, language).empty());
    for (std::size_t i = 0; i < kLeftOutReasons; ++i)
      EXPECT_FALSE(left_out_words(static_cast<LeftOut>(i), language).empty());
    for (int i = 0; i <= static_cast<int>(Change::undecidable); ++i)
      EXPECT_FALSE(change_word(static_cast<Change>(i), language).empty());
    for (int i = 1; i <= static_cast<int>(Undecidable::too_few_nights); ++i)
      EXPECT_FALSE(undecidable_words(static_cast<Undecidable>(i), language).empty());
  }
}

TEST(ComparisonWords, AreExactWhereItMatters) {
  EXPECT_EQ(metric_value_text(1'500'000, Metric::ttfb, Language::vi), "1,500 s");
  EXPECT_EQ(metric_value_text(0.1254, Metric::cumulative_layout_shift, Language::en), "0.125");
  EXPECT_EQ(metric_value_text(std::nullopt, Metric::ttfb, Language::en), "-");
  EXPECT_EQ(p_text(0.0001, Language::en), "0.0001");
  EXPECT_EQ(p_text(0.00009, Language::vi), "< 0,0001");
  EXPECT_EQ(p_text(std::nullopt, Language::vi), "-");
  EXPECT_EQ(shift_text(Estimate{-5000, std::nullopt, std::nullopt}, Metric::ttfb, Language::en), "-0.005 s");
}

}  // namespace
}  // namespace portalprobe
