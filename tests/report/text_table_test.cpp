#include "report/text_table.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace portalprobe {
namespace {

/// The line under the headings.
std::string rule(std::size_t cells) {
  std::string text;
  for (std::size_t i = 0; i < cells; ++i) text += "─";
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TextTable example() {
  TextTable table({{"portal", Align::left, Overflow::cut},
                   {"samples", Align::right},
                   {"failures", Align::left, Overflow::wrap}});
  table.add({"Tỉnh Đắk Lắk", "72", "-"});
  table.add({"Bộ Nông nghiệp và Phát triển nông thôn", "1,440",
             "tls_certificate_expired ×6, timed_out ×2, blocked ×1"});
  return table;
}

TEST(TextTable, AlignsVietnameseNamesAndFigures) {
  EXPECT_EQ(example().text(), "portal                                  samples  failures\n" + rule(101) +
                                  "\n"
                                  "Tỉnh Đắk Lắk                                 72  -\n"
                                  "Bộ Nông nghiệp và Phát triển nông thôn    1,440  tls_certificate_expired "
                                  "×6, timed_out ×2, blocked "
                                  "×1\n");
}

TEST(TextTable, CutsNamesAndWrapsListsWhereTheTerminalIsNarrow) {
  EXPECT_EQ(example().text(60), "portal                    samples  failures\n" + rule(60) +
                                    "\n"
                                    "Tỉnh Đắk Lắk                   72  -\n"
                                    "Bộ Nông nghiệp và Phát …    1,440  tls_certificate_expired\n"
                                    "                                   ×6, timed_out ×2,\n"
                                    "                                   blocked ×1\n");
}

TEST(TextTable, FitsEveryWidthThatItsFiguresAllow) {
  const TextTable table = example();
  for (std::size_t width = 12 + 2 + 7 + 2 + 12; width < 140; ++width) {
    for (const auto& line : lines_of(table.text(width))) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(TextTable, LosesNothingOfAWrappedCell) {
  for (std::size_t width = 35; width < 120; ++width) {
    std::string words;
    for (const char c : example().text(width)) {
      if (c != ' ' && c != '\n') words += c;
    }
    for (const char* part : {"expired", "×6,", "timed_out×2,", "blocked×1"}) {
      EXPECT_NE(words.find(part), std::string::npos) << width << ' ' << part;
    }
  }
}

TEST(TextTable, MakesCellsPrintableAndLeavesNoTrailingBlanks) {
  TextTable table({{"title"}, {"note"}});
  table.add({"\x1b[31mred\nline"});
  table.add({"", ""});
  EXPECT_EQ(table.text(),
            "title          note\n"
            "───────────────────\n"
            "\uFFFD[31mred line\n"
            "\n");
}

TEST(TextTable, WithoutRowsOrColumnsIsStillWellFormed) {
  EXPECT_EQ(TextTable({{"a"}}).text(), "a\n─\n");
  EXPECT_EQ(TextTable({}).text(80), "");
}

TEST(TextTable, BreaksWordsThatAreWiderThanTheirColumn) {
  TextTable table({{"x", Align::left, Overflow::wrap}});
  table.add({"0123456789abcdef越越越越越越越"});
  EXPECT_EQ(table.text(12), "x\n────────────\n0123456789ab\ncdef越越越越\n越越越\n");
}

}  // namespace
}  // namespace portalprobe
