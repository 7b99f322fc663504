#include "probe/visit/page_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

constexpr const char* kUrl = "https://portal.test/";

TEST(Remembered, ForgetsWhatWasNotAskedForLongest) {
  Remembered<int> memory(100);
  memory.add("a", 1, 40);
  memory.add("b", 2, 40);
  EXPECT_EQ(memory.find("a"), 1);
  memory.add("c", 3, 40);
  EXPECT_EQ(memory.find("a"), 1);
  EXPECT_EQ(memory.find("b"), std::nullopt);
  EXPECT_EQ(memory.find("c"), 3);
  EXPECT_EQ(memory.size(), 2U);
}

TEST(Remembered, KeepsNothingThatIsBeyondTheBudget) {
  Remembered<int> memory(100);
  memory.add("small", 1, 100);
  memory.add("large", 2, 101);
  EXPECT_EQ(memory.find("large"), std::nullopt);
  EXPECT_EQ(memory.find("small"), 1) << "nor is anything forgotten for it";
}

TEST(PageReader, ReadsTheSameBytesOnce) {
  PageReader reader({});
  const auto first = reader.page("<img src=a.png>", "text/html", kUrl, true);
  EXPECT_EQ(reader.page("<img src=a.png>", "text/html", kUrl, true), first);
  const auto sheet = reader.sheet("a { color: red }", "text/css", kUrl);
  EXPECT_EQ(&reader.sheet("a { color: red }", "text/css", kUrl).content(), &sheet.content());
}

TEST(PageReader, DoesNotTakeOnePageForAnother) {
  PageReader reader({});
  const auto page = reader.page("<img src=a.png>", "text/html", kUrl, true);
  EXPECT_NE(reader.page("<img src=b.png>", "text/html", kUrl, true), page);
  EXPECT_NE(reader.page("<img src=a.png>", "text/html; charset=utf-16", kUrl, true), page);
  EXPECT_FALSE(reader.page("<img src=a.png>", "text/html", kUrl, false)->whole);
  const auto elsewhere = reader.page("<img src=a.png>", "text/html", "https://other.test/", true);
  ASSERT_EQ(elsewhere->found.resources.size(), 1U);
  EXPECT_EQ(elsewhere->found.resources.front().url, "https://other.test/a.png");
  const auto sheet = reader.sheet("@import 'b.css';", "text/css", kUrl);
  const auto other = reader.sheet("@import 'b.css';", "text/css", "https://other.test/");
  ASSERT_EQ(other.imports().size(), 1U);
  EXPECT_EQ(other.imports().front().url, "https://other.test/b.css");
}

TEST(PageReader, CountsAboutWhatASheetTakes) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += ".class" + std::to_string(i) + " { background: url(a.png) }\n";
  const auto large = StyleSheet::parse(text, kUrl, {});
  EXPECT_GT(large.bytes_held(), text.size());
  EXPECT_LT(StyleSheet::parse("", kUrl, {}).bytes_held(), std::size_t{4096});
}

}  // namespace
}  // namespace portalprobe
