#include "report/score_words.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/made_score_cards.hpp"

namespace portalprobe {
namespace {

constexpr Language kLanguages[] = {Language::vi, Language::en};

TEST(ScoreWords, HaveVerdictsInBothLanguages) {
  Criterion level_a;
  level_a.id = "level-a-2023";
  Criterion other;
  other.id = "core-web-vitals";
  const struct {
    Verdict verdict;
    const char* level_a;
    const char* other;
    const char* en;
  } rows[] = {
      {Verdict::pass, "đạt ngưỡng mức A", "đạt ngưỡng", "pass"},
      {Verdict::fail, "chưa đạt ngưỡng mức A", "chưa đạt ngưỡng", "fail"},
      {Verdict::inconclusive, "chưa đủ căn cứ kết luận", "chưa đủ căn cứ kết luận", "inconclusive"},
      {Verdict::insufficient, "chưa đủ số liệu", "chưa đủ số liệu", "insufficient"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(verdict_text(row.verdict, level_a, Language::vi), row.level_a);
    EXPECT_EQ(verdict_text(row.verdict, other, Language::vi), row.other);
    EXPECT_EQ(verdict_text(row.verdict, level_a, Language::en), row.en);
  }
}

/// Each value of an enumeration has words of its own in both languages.
template <typename Enum, typename Text>
void expect_own_words(std::size_t first, std::size_t count, Text text) {
  for (const auto language : kLanguages) {
    std::set<std::string> seen;
    for (std::size_t i = first; i < count; ++i) {
      const std::string words = text(static_cast<Enum>(i), language);
      EXPECT_FALSE(words.empty()) << i;
      EXPECT_TRUE(seen.insert(words).second) << words;
    }
  }
}

TEST(ScoreWords, AreThereForEveryReason) {
  expect_own_words<Reason>(1, 12,
                           [](Reason reason, Language language) { return reason_text(reason, language); });
  expect_own_words<LeftOut>(
      0, kLeftOutReasons, [](LeftOut reason, Language language) { return left_out_text(reason, language); });
  expect_own_words<Side>(0, 7, [](Side side, Language language) { return side_text(side, language); });
  expect_own_words<Unscored>(0, 6, [](Unscored why, Language language) {
    return unscored_text(PortalReason{why, "", ""}, language);
  });
  EXPECT_EQ(reason_text(Reason::none, Language::vi), "");
  EXPECT_EQ(to_string(Reason::vantages_disagree), "vantages_disagree");  // the last one, so none is left out
}

TEST(ScoreWords, NameThresholdsAndRolesBehindAReason) {
  EXPECT_EQ(unscored_text(PortalReason{Unscored::role_missing, "", "search"}, Language::en),
            "a required role was not measured (search)");
  EXPECT_EQ(unscored_text(PortalReason{Unscored::insufficient, "page-load", "home"}, Language::vi),
            "chưa đủ số liệu: page-load (home)");
}

TEST(ScoreWords, ShowPointsWithTheirDoubt) {
  using testing_evaluations::pt;
  using testing_evaluations::range;
  PortalResult portal;
  EXPECT_EQ(portal_points_text(portal, 2, Language::vi), "-");
  portal.points = pt(12.5);
  EXPECT_EQ(portal_points_text(portal, 2, Language::vi), "12,50");
  portal.range = range(10, 20);
  EXPECT_EQ(portal_points_text(portal, 1, Language::vi), "12,5 (10,0–20,0)");
  portal.points.reset();
  EXPECT_EQ(portal_points_text(portal, 0, Language::en), "10–20");
}

TEST(ScoreWords, CallPortalsByTheReadersName) {
  Portal portal;
  portal.id = "hue";
  EXPECT_EQ(portal_name(portal, Language::vi), "hue");
  portal.name = "Huế";
  EXPECT_EQ(portal_name(portal, Language::en), "Huế");
  portal.name_en = "Hue";
  EXPECT_EQ(portal_name(portal, Language::en), "Hue");
  EXPECT_EQ(portal_name(portal, Language::vi), "Huế");
}

}  // namespace
}  // namespace portalprobe
