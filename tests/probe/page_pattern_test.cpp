#include "probe/page_pattern.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "probe/text_fold.hpp"

namespace portalprobe {
namespace {

TEST(PagePattern, FindsWordsPartsAndEnds) {
  struct {
    std::string_view pattern, text;
    bool want;
  } rows[] = {
      {"Access Denied", "x access denied y", true},
      {"Access  Denied", "accessdenied", false},
      {"bảo trì", "Đang BẢO TRÌ", true},
      {"bảo trì", "bao tri", false},
      {"^access", "access denied", true},
      {"^access", "no access", false},
      {"denied$", "access denied", true},
      {"denied$", "denied access", false},
      {"^access denied$", "access denied", true},
      {"^access denied$", "access denied!", false},
      {"^access denied$", "access denied access denied", false},
      {"access*reference #", "access denied. reference #18", true},
      {"access*reference #", "reference # access", false},
      {"^a*b*c$", "a1b2c", true},
      {"^a*b*c$", "a1c2b", false},
      {"^a*a$", "a", false},
      {"a*a", "aa", true},
      {"a*a", "a", false},
      {"*x*", "x", true},
      {"x$", "", false},
      {"^$", "", true},
      {"^$", "x", false},
      {"ab*b$", "ab", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.pattern) + " in " + std::string(row.text));
    EXPECT_EQ(PagePattern(row.pattern).matches(fold_text(row.text)), row.want);
  }
}

TEST(PagePattern, KnowsWhenItWouldMatchAnything) {
  for (const std::string_view text : {"", "*", "**", "^", "$", "^*$", " * "})
    EXPECT_TRUE(PagePattern(text).empty()) << text;
  for (const std::string_view text : {"a", "^$", "*a"}) EXPECT_FALSE(PagePattern(text).empty()) << text;
}

}  // namespace
}  // namespace portalprobe
