#include "probe/visit/style_budget.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace portalprobe {
namespace {

constexpr const char* kUrl = "http://portal.test/";

/// A page that takes many steps to style: each element is held against each rule.
Document many_elements() {
  std::string markup = "<body>";
  for (int i = 0; i < 300; ++i) markup += "<p class='a b'>x</p>";
  return parse_document(markup);
}

std::vector<StyleSheet> many_rules() {
  std::string text;
  for (int i = 0; i < 300; ++i) text += ".a.b{background:url(" + std::to_string(i) + ".png)}";
  return {StyleSheet::parse(text, kUrl, Screen{})};
}

TEST(StyleBudget, AllReadingsTogetherTakeNoMoreSteps) {
  const Document document = many_elements();
  const auto sheets = many_rules();
  const auto once = find_in_styles(document, sheets, kUrl, Screen{});
  ASSERT_GT(once.steps, 50'000U);
  ASSERT_FALSE(once.capped);
  const std::size_t steps = once.steps * 2 + once.steps / 2;
  StyleBudget budget(steps);
  std::size_t sum = 0;
  std::vector<bool> capped;
  for (int i = 0; i < 50; ++i) {
    const auto found = budget.find(document, sheets, kUrl, Screen{}, {});
    sum += found.steps;
    capped.push_back(found.capped);
    if (i == 0) {
      EXPECT_EQ(found.resources, once.resources);
    }
  }
  EXPECT_EQ(sum, steps);
  EXPECT_EQ(budget.left(), 0U);
  EXPECT_FALSE(capped[1]);
  for (std::size_t i = 2; i < capped.size(); ++i) EXPECT_TRUE(capped[i]) << i;
}

TEST(StyleBudget, OneReadingTakesNoMoreThanAPageMay) {
  StyleBudget budget;
  EXPECT_EQ(budget.left(), 3 * StyleLimits{}.steps);
}

}  // namespace
}  // namespace portalprobe
