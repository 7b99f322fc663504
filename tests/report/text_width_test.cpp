#include "report/text_width.hpp"

#include <gtest/gtest.h>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

using namespace std::string_view_literals;

TEST(DisplayWidth, CountsCellsAndNotBytes) {
  struct {
    std::string_view text;
    std::size_t want;
  } rows[] = {
      {"", 0},
      {"abc", 3},
      {"Tỉnh Đắk Lắk", 12},
      {"Thành phố Hồ Chí Minh", 21},
      {"Tha\u0300nh pho\u0302\u0301", 9},  // the same letters as letter and marks
      {"Bà Rịa - Vũng Tàu", 17},
      {"越南", 4},
      {"한국", 4},
      {"🇻", 1 + 0},  // a regional indicator alone
      {"😀", 2},
      {"…×─█", 4},
      {"a\u00adb", 3},
      {"\u200b", 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(display_width(row.text), row.want);
  }
}

TEST(FitWidth, FillsUpOrCutsToExactlyTheWidth) {
  struct {
    std::string_view text;
    std::size_t width;
    Align align;
    std::string_view want;
  } rows[] = {
      {"Huế", 5, Align::left, "Huế  "},     {"Huế", 5, Align::right, "  Huế"},
      {"Huế", 3, Align::left, "Huế"},       {"Hà Nội", 4, Align::left, "Hà …"},
      {"Hà Nội", 1, Align::left, "…"},      {"Hà Nội", 0, Align::left, ""},
      {"越南河内", 4, Align::left, "越… "}, {"Hue\u0302\u0301", 3, Align::left, "Hue\u0302\u0301"},
      {"", 2, Align::left, "  "},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(fit_width(row.text, row.width, row.align), row.want);
  }
}

TEST(FitWidth, GivesEveryTextTheSameWidth) {
  for (const auto text :
       {"Bộ Lao động - Thương binh và Xã hội"sv, "x"sv, ""sv, "ủy ban dân tộc 民族"sv, "Vi\u0323\u0302t"sv}) {
    for (std::size_t width = 0; width < 50; ++width) {
      const std::string cell = fit_width(text, width);
      EXPECT_EQ(display_width(cell), width) << text;
      EXPECT_EQ(first_invalid_utf8(cell), std::nullopt) << text;
    }
  }
}

TEST(Printable, LetsNoPortalDriveTheTerminal) {
  struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"Cổng dịch vụ công", "Cổng dịch vụ công"},
      {"\x1b[2J\x1b]0;title\x07", "\uFFFD[2J\uFFFD]0;title\uFFFD"},
      {"\xC2\x9B"
       "31m",
       "\uFFFD31m"},  // the one-character form of ESC [
      {"line\r\nfeed\ttab", "line  feed tab"},
      {"two\u2028lines", "two lines"},
      {"\b\b\b", "\uFFFD\uFFFD\uFFFD"},
      {"a\x7f", "a\uFFFD"},
      {"\0x"sv, "\uFFFDx"},
      {"vn.vog\u202Ehttps://", "vn.vog\uFFFDhttps://"},
      {"\u2066a\u2069", "\uFFFDa\uFFFD"},
      {"zero\u200Bwidth\uFEFF", "zerowidth"},
      {"\xFF\xFE", "\uFFFD\uFFFD"},
      {"cut \xE1\xBB", "cut \uFFFD\uFFFD"},
      {"a\u00A0b", "a b"},
      {"Vie\u0323\u0302t", "Vie\u0323\u0302t"},
      {"a\u0300\u0300\u0300\u0300\u0300\u0300\u0300b", "a\u0300\u0300\u0300\u0300b"},
      {"tag\U000E0041", "tag"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::PrintToString(row.text));
    EXPECT_EQ(printable(row.text), row.want);
  }
}

TEST(Printable, LeavesNoControlCharacterOfAnyKind) {
  std::string all;
  for (char32_t c = 0; c < 0x3000; ++c) append_utf8(all, c);
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string line = printable(all);
  ASSERT_EQ(first_invalid_utf8(line), std::nullopt);
  for (std::string_view rest = line; !rest.empty();) {
    const CodePoint point = first_code_point(rest);
    EXPECT_FALSE(point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0))
        << static_cast<unsigned>(point.value);
    EXPECT_FALSE(point.value >= 0x202A && point.value <= 0x202E);
    rest.remove_prefix(point.length);
  }
}

TEST(AsciiOnly, KeepsTheWidthOfWhatItReplaces) {
  EXPECT_EQ(ascii_only("ok ×2 … 1–2 ─"), "ok x2 ~ 1-2 -");
  EXPECT_EQ(ascii_only("Huế 越"), "Hu? ??");
  EXPECT_EQ(ascii_only("Hue\u0302\u0301"), "Hue");
}

}  // namespace
}  // namespace portalprobe
