#include "core/utf8.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using namespace std::string_view_literals;

TEST(Utf8, ReadsEachLengthAndRefusesWhatNoEncoderWrites) {
  struct {
    std::string_view text;
    CodePoint want;
  } rows[] = {
      {"a"sv, {U'a', 1, true}},
      {"\0x"sv, {0, 1, true}},
      {"\xC4\x91x"sv, {0x111, 2, true}},
      {"\xE1\xBB\x99"sv, {0x1ED9, 3, true}},
      {"\xF0\x9F\x87\xBB"sv, {0x1F1FB, 4, true}},
      {"\xEF\xBF\xBD"sv, {0xFFFD, 3, true}},
      {"\x80"sv, {}},              // a tail without its lead
      {"\xC0\xAF"sv, {}},          // overlong slash
      {"\xE0\x80\xAF"sv, {}},      // overlong slash, three bytes
      {"\xED\xA0\x80"sv, {}},      // a surrogate
      {"\xF4\x90\x80\x80"sv, {}},  // beyond U+10FFFF
      {"\xE1\xBB"sv, {}},          // cut off
      {"\xE1\x41\x99"sv, {}},      // broken in the middle
      {"\xFF"sv, {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::PrintToString(row.text));
    EXPECT_EQ(first_code_point(row.text), row.want);
  }
}

TEST(Utf8, WritesWhatItReads) {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    if (value >= 0xD800 && value <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, value);
    ASSERT_EQ(first_code_point(text), (CodePoint{value, text.size(), true})) << static_cast<unsigned>(value);
  }
}

TEST(Utf8, FindsTheFirstByteThatIsWrong) {
  EXPECT_EQ(first_invalid_utf8("Tỉnh Hà Giang"), std::nullopt);
  EXPECT_EQ(first_invalid_utf8(""), std::nullopt);
  EXPECT_EQ(first_invalid_utf8("ab\xE1\xBB"), 2U);
  EXPECT_EQ(first_invalid_utf8("\xFE"), 0U);
}

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
    EXPECT_EQ(!first_invalid_utf8(row.text), row.text == row.want);
    EXPECT_FALSE(first_invalid_utf8(as_utf8(row.text, scratch)));
  }
}

}  // namespace
}  // namespace portalprobe
