#include "probe/page/style_sheet.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "probe/page/style_content.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kUrl = "https://x.example/css/site.css";

StyleSheet parse(std::string_view text, const StyleLimits& limits = {}) {
  return StyleSheet::parse(text, kUrl, Screen{}, limits);
}

std::vector<std::string> imports_of(std::string_view text) {
  std::vector<std::string> urls;
  for (const auto& import : parse(text).imports()) urls.push_back(import.url);
  return urls;
}

TEST(StyleSheet, ImportsOnlyBeforeOtherRules) {
  using Urls = std::vector<std::string>;
  const struct {
    std::string_view text;
    Urls want;
  } rows[] = {
      {"@import 'a.css';@import url(/b.css);", {"https://x.example/css/a.css", "https://x.example/b.css"}},
      {"@charset 'u';@layer a;@import 'a.css'", {"https://x.example/css/a.css"}},
      {"a{}@import 'a.css';", {}},
      {"@media print{}@import 'a.css';", {}},
      {"@namespace x url(y);@import 'a.css';", {}},
      {"@layer a{}@import 'a.css';", {}},
      {"@import 'a.css' supports(display: nope);", {}},
      {"@import 'data:text/css,a{}';@import 'javascript:x';@import '';", {}},
      {"@media all{@import 'a.css';}", {}},
      {"@import a.css;@import 'b.css';", {"https://x.example/css/b.css"}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(imports_of(row.text), row.want);
  }
}

TEST(StyleSheet, ImportsAlsoWhatItsMediaKeepFromApplying) {
  const auto sheet = parse("@import 'a.css' print;@import 'b.css' screen;");
  ASSERT_EQ(sheet.imports().size(), 2U);
  EXPECT_FALSE(sheet.imports()[0].applies);
  EXPECT_TRUE(sheet.imports()[1].applies);
}

TEST(StyleSheet, KeepsTheRulesThatMatterOnly) {
  const auto sheet = parse(
      "a{color:red}b{display:none;color:red}c{--x:1;margin:0}@font-face{font-family:f;src:url(f)}"
      "@font-face{font-family:g}@keyframes k{from{background:url(x)}}@media print{d{display:none}}"
      "@supports (display:nope){e{display:none}}@bogus{f{display:none}}g:bogus{display:none}");
  EXPECT_EQ(sheet.content().rules.size(), 2U);
  EXPECT_EQ(sheet.content().faces.size(), 1U);
}

TEST(StyleSheet, IsCutAtItsLimits) {
  StyleLimits limits;
  limits.bytes = 40;
  const auto cut = parse("a{background:url(a.png)}b{background:url(b.png)}", limits);
  EXPECT_TRUE(cut.capped());
  EXPECT_EQ(cut.content().declarations.size(), 1U);
  limits = {};
  limits.rules = 2;
  const auto few = parse("a{display:none}b{display:none}c{display:none}", limits);
  EXPECT_TRUE(few.capped());
  EXPECT_EQ(few.content().rules.size(), 2U);
  EXPECT_FALSE(parse("a{display:none}").capped());
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

// None of these may take the stack, the memory or (seen by the limit of the whole test) minutes.
TEST(StyleSheet, BearsSheetsMadeToBreakReaders) {
  const std::string sheets[] = {
      repeated("{", 1'000'000),
      repeated("a{", 500'000),
      repeated("(", 2'000'000),
      repeated("@media screen{", 100'000) + "a{display:none}",
      repeated("a{&:hover{", 100'000),
      repeated("a:b", 500'000),
      "a{" + repeated("b:c{", 200'000),
      "a{background:" + repeated("url(x),", 200'000) + "}",
      repeated("@import 'a.css';", 100'000),
      repeated("@layer a;", 100'000),
      repeated("@layer{", 50'000),
      repeated(",a", 500'000) + "{display:none}",
      repeated("\\", 1'000'000),
      repeated("/*", 1'000'000),
      "a{" + repeated("--x:y;", 300'000) + "}",
      "@font-face{src:" + repeated("url(a),", 300'000) + "}",
      "@supports " + repeated("(", 500'000),
      "a" + repeated(":not(a", 300'000) + "{display:none}",
      std::string(1'000'000, '\0'),
      repeated("\xFF", 1'000'000),
      repeated("a,b,c,d,e,f,g,h{display:none}", 100'000),
  };
  for (const auto& text : sheets) {
    SCOPED_TRACE(text.substr(0, 20));
    const auto sheet = parse(text);
    const auto& content = sheet.content();
    EXPECT_LE(content.text.size(), StyleLimits{}.bytes);
    EXPECT_LE(content.rules.size(), StyleLimits{}.rules);
    EXPECT_LE(content.imports.size(), 1'000U);
    EXPECT_LE(content.layers.size(), 10'000U);
  }
}

TEST(StyleSheet, OfFiftyMegabytesIsCut) {
  const auto sheet = parse(repeated("a{background:url(a.png)}", 50'000'000 / 24));
  EXPECT_TRUE(sheet.capped());
  EXPECT_LE(sheet.content().text.size(), StyleLimits{}.bytes);
}

}  // namespace
}  // namespace portalprobe
