#include "probe/browser/json_guard.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

// A page's script may log half a pair; nlohmann's parser refuses the whole message for it.
TEST(JsonGuard, MendsHalvesOfSurrogatePairs) {
  struct {
    std::string text;
    std::string want;
  } rows[] = {
      {R"({"a":"\ud83d\ude00"})", R"({"a":"\ud83d\ude00"})"},
      {R"({"a":"\ud83d"})", R"({"a":"\ufffd"})"},
      {R"({"a":"\uDE00"})", R"({"a":"\ufffd"})"},
      {R"({"a":"\ud83d\ud83d\ude00"})", R"({"a":"\ufffd\ud83d\ude00"})"},
      {R"({"a":"\ud83dx\ude00"})", R"({"a":"\ufffdx\ufffd"})"},
      {R"({"a":"\\ud83d"})", R"({"a":"\\ud83d"})"},
      {R"({"a":"\"\ud83d"})", R"({"a":"\"\ufffd"})"},
      {R"({"\udc00":1})", R"({"\ufffd":1})"},
      {R"({"a":"\u12"})", R"({"a":"\u12"})"},
      {R"({"a":"\ud83d)", R"({"a":"\ufffd)"},
      {R"({"a":"\)", R"({"a":"\)"},
      {"{\"a\":\"\xFFz\"}", "{\"a\":\"\xEF\xBF\xBDz\"}"},
      {"", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    std::string text = row.text;
    EXPECT_TRUE(tame_json(text));
    EXPECT_EQ(text, row.want);
  }
}

TEST(JsonGuard, RefusesWhatIsTooDeepOrTooMuch) {
  struct {
    std::string text;
    bool fits;
  } rows[] = {
      {"[[1]]", true},
      {"[[[1]]]", false},
      {R"({"a":{"b":1}})", true},
      {R"({"a":{"b":[]}})", false},
      {"[[],[]]", true},
      {R"(["[[[[[["])", true},
      {"[1,2,3,4]", true},
      {"[1,2,3,4,5,6]", false},
      {"]]]]]]", true},
      {R"([",,,,,,,,,,,"])", true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    std::string text = row.text;
    EXPECT_EQ(tame_json(text, {.depth = 2, .values = 5}), row.fits);
  }
}

}  // namespace
}  // namespace portalprobe
