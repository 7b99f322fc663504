#include "results/utf8.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

TEST(Utf8, ReplacesEachWrongByteAndNothingElse) {
  const struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"Cổng Dịch vụ công", "Cổng Dịch vụ công"},
      {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
      {"a\xFFz", "a\uFFFDz"},
      {"\xC0\xAF", "\uFFFD\uFFFD"},                      // overlong
      {"\xE0\x80\x80", "\uFFFD\uFFFD\uFFFD"},            // overlong
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},            // a surrogate
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // past the last code point
      {"\xF5\x80\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"cut \xE1\xBB", "cut \uFFFD\uFFFD"},
      {"12345678\x80", "12345678\uFFFD"},
      {"\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF", "\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    std::string scratch;
    EXPECT_EQ(as_utf8(row.text, scratch), row.want);
    EXPECT_EQ(is_utf8(row.text), row.text == row.want);
    EXPECT_TRUE(is_utf8(as_utf8(row.text, scratch)));
  }
}

}  // namespace
}  // namespace portalprobe
