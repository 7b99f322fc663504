#include "results/line_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/support/temp_dir.hpp"

namespace portalprobe {
namespace {

/// Each line as `number:text`, with what is odd about it behind.
std::vector<std::string> lines_of(const std::string& text, std::size_t longest = 100) {
  support::TempDir dir;
  auto reader = LineReader::open(dir.write("file", text), longest);
  EXPECT_TRUE(reader.has_value());
  std::vector<std::string> lines;
  while (const auto line = reader->next().value())
    lines.push_back(std::to_string(line->number) + ":" + std::string(line->text) +
                    (line->too_long ? "+" : "") + (line->ended ? "" : "$"));
  return lines;
}

TEST(LineReader, GivesEachLineWithItsNumber) {
  using testing::ElementsAre;
  EXPECT_THAT(lines_of(""), ElementsAre());
  EXPECT_THAT(lines_of("a\n"), ElementsAre("1:a"));
  EXPECT_THAT(lines_of("a\n\nb"), ElementsAre("1:a", "2:", "3:b$"));
  EXPECT_THAT(lines_of("\r\n"), ElementsAre("1:\r"));
  EXPECT_THAT(lines_of("12345\n1234\n123456", 4), ElementsAre("1:1234+", "2:1234", "3:1234+$"));
}

TEST(LineReader, PutsLinesTogetherThatAreLongerThanItsBuffer) {
  const std::string longer(700'001, 'x');
  EXPECT_THAT(lines_of(longer + "\n" + longer + "\ny\n", 1'000'000),
              testing::ElementsAre("1:" + longer, "2:" + longer, "3:y"));
}

TEST(LineReader, TellsAFileFromAnotherOne) {
  support::TempDir dir;
  const auto stamp = [&](const char* text) { return LineReader::open(dir.write("file", text), 9)->stamp(); };
  const auto first = stamp("a");
  EXPECT_EQ(LineReader::open(dir / "file", 9)->stamp(), first);
  EXPECT_NE(stamp("ab"), first);
}

}  // namespace
}  // namespace portalprobe
