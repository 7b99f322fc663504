#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "probe/page/document.hpp"
#include "probe/page/style_sheet.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kBase = "https://x.example/";
constexpr std::string_view kFont = "@font-face{font-family:F;src:url(f.woff2)}";

FoundInStyles found_by(std::string_view css, std::string_view body, const StyleLimits& limits = {},
                       const FailedFonts& failed = {}) {
  const auto document = parse_document("<!doctype html><html><body>" + std::string(body) + "</body></html>");
  const StyleSheet sheets[] = {StyleSheet::parse(css, kBase, Screen{})};
  return find_in_styles(document, sheets, kBase, Screen{}, limits, failed);
}

/// What is found, without the common begin of the URLs, in order.
std::string names(const FoundInStyles& found) {
  std::string result;
  for (const auto& resource : found.resources) {
    if (!result.empty()) result += ' ';
    result += resource.url.substr(kBase.size());
  }
  return result;
}

struct Row {
  std::string_view css;
  std::string_view body;
  std::string_view want;
};

template <std::size_t Size>
void expect(const Row (&rows)[Size]) {
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.css) + "   " + std::string(row.body));
    EXPECT_EQ(names(found_by(row.css, row.body)), row.want);
  }
}

// As Chromium's requests for the same pages were.
TEST(FindInStyles, FetchesImagesOfElementsThatAreShown) {
  expect({
      {"p{background:url(a)}", "<p>", "a"},
      {"p{background:url(a)}", "<div>", ""},
      {"p{background:url(a)}p{display:none}", "<p>", ""},
      {"div{display:none}p{background:url(a)}", "<div><p></div>", ""},
      {"p{visibility:hidden;background:url(a)}", "<p>", "a"},
      {"p{display:contents;background:url(a)}", "<p>", "a"},
      {"p{background:url(a)}", "<p hidden>", ""},
      {"p{background:url(a);display:block}", "<p hidden>", "a"},
      {"b{background:url(a)}", "<details><summary></summary><b></b></details>", ""},
      {"b{background:url(a)}", "<details open><b></b></details>", "a"},
      {"b{background:url(a)}", "<dialog><b></b></dialog><div popover><b></b></div><video><b></b></video>",
       ""},
      {"b{background:url(a)}", "<object data=x><b></b></object>", ""},
      {"b{background:url(a)}", "<object><b></b></object>", "a"},
      {"title{background:url(a)}", "<p>", ""},
      {"p{background:url(a),url(b)}i{background:url(a)}", "<p><i>", "a b"},
      {"p{border-image:url(a)}p{border:0}", "<p>", ""},
      {"p{border-image:url(a);list-style:url(b);mask:url(c);-webkit-mask-image:url(d)}", "<p>", "a b d"},
      {"p{cursor:url(a),auto;filter:url(b#c);clip-path:url(d#e);shape-outside:url(f)}", "<p>", "a f b d"},
      {"p{filter:url(#here);background:url(data:image/png;base64,AA)}", "<p>", ""},
      {"p::before{background:url(a)}", "<p>", ""},
      {"p::before{background:url(a);content:''}", "<p>", "a"},
      {"p::before{background:url(a);content:none}", "<p>", "a"},
      {"p::after{content:url(a)}", "<p>", "a"},
      {"p{content:url(a)}", "<p>", "a"},
      {"p::after{content:'';background:url(a);display:none}", "<p>", ""},
      {"p:hover{background:url(a)}", "<p>", ""},
      {"", "<p style='background:url(a)'>", "a"},
      {"p{background:none!important}", "<p style='background:url(a)'>", ""},
      {"p{background:url(a);background:-moz-linear-gradient(red,blue)}", "<p>", "a"},
      {"p{background:url(a);background:linear-gradient(red,blue)}", "<p>", ""},
      {"p{background-image:image-set('a' 1x,'b' 2x)}", "<p>", "a"},
  });
}

TEST(FindInStyles, LetsTheStrongerDeclarationWin) {
  expect({
      {"p{background:url(a)}p{background:url(b)}", "<p>", "b"},
      {".x{background:url(a)}p{background:url(b)}", "<p class=x>", "a"},
      {"#i{background:url(a)}.x.x{background:url(b)}", "<p id=i class=x>", "a"},
      {"p{background:url(a)!important}#i{background:url(b)}", "<p id=i>", "a"},
      {"p{background:url(a)!important}", "<p style='background:url(b)!important'>", "b"},
      {":where(#i){background:url(a)}p{background:url(b)}", "<p id=i>", "b"},
      {"p{background:url(b)}@layer l{#i{background:url(a)}}", "<p id=i>", "b"},
      {"@layer l{p{background:url(a)!important}}p{background:url(b)!important}", "<p>", "a"},
      {"@layer x,y;@layer y{p{background:url(a)}}@layer x{p{background:url(b)}}", "<p>", "a"},
      {"@layer x{p{background:url(a)}@layer i{p{background:url(b)}}}", "<p>", "a"},
      {"@layer x,y;@layer y{p{background:url(a)!important}}@layer x{p{background:url(b)!important}}", "<p>",
       "b"},
      {"p{background:url(a)}p{background:unset}", "<p>", ""},
      {"p{background:url(a)}p{all:initial}", "<p>", ""},
      {"p{background:url(a)}p{display:nope}p{display:none}p{display:bogus}", "<p>", ""},
      {"div{p{background:url(a)}&>p{background:url(b)}}", "<div><p></div><p>", "b"},
      {".x{&.y{background:url(a)}.z &{background:url(b)}}",
       "<i class='x y'></i><u class=z><i class=x></i></u>", "a b"},
      {"p{background:url(a);i{display:none}background:url(b)}", "<p>", "b"},
      {"p{@media screen{background:url(a)}@media print{background:url(b)}}", "<p>", "a"},
      {"@supports (display:grid){p{background:url(a)}}@container (width>1px){p{border-image:url(b)}}", "<p>",
       "a b"},
  });
}

TEST(FindInStyles, PutsCustomPropertiesIn) {
  expect({
      {":root{--x:url(a)}p{background:var(--x)}", "<p>", "a"},
      {":root{--x:url(a)}div{--x:url(b)}p{background:var(--x)}", "<div><p></div>", "b"},
      {"p{background:var(--x)}", "<p>", ""},
      {"p{background:var(--x,url(a))}", "<p>", "a"},
      {"p{background:var(--x,var(--y,url(a)))}", "<p>", "a"},
      {"p{--x:url(a);background:var(--x,url(b))}", "<p>", "a"},
      {"p{--a:var(--b);--b:var(--c);--c:url(a);background:var(--a)}", "<p>", "a"},
      {"p{--a:var(--b);--b:var(--a);background:var(--a,url(a))}", "<p>", "a"},
      {"p{--a:var(--a);background:var(--a,url(a))}", "<p>", "a"},
      {"p{background:url(b);background:var(--x)}", "<p>", ""},
      {"p{background:var(--x)}", "<p style='--x:url(a)'>", "a"},
      {":root{--x:none}p{display:var(--x);background:url(a)}", "<p>", ""},
      {":root{--x:url(a)}p{--x:initial;background:var(--x,url(b))}", "<p>", "b"},
      {"@property --x{syntax:'*';inherits:false;initial-value:url(a)}div{--x:url(b)}p{background:var(--x)}",
       "<div><p></div>", "a"},
      {":root{--x:url(a)}p{background:red var(--x)no-repeat}", "<p>", "a"},
  });
}

TEST(FindInStyles, ResolvesAgainstTheSheetThatAsks) {
  const auto document = parse_document("<p>");
  const StyleSheet sheets[] = {
      StyleSheet::parse("@import '/deep/c.css';:root{--x:url(v)}", "https://x.example/css/a.css", Screen{}),
      StyleSheet::parse("p{background:var(--x),url(w)}", "https://x.example/other/b.css", Screen{})};
  EXPECT_EQ(names(find_in_styles(document, sheets, kBase, Screen{})), "other/v other/w");
}

TEST(FindInStyles, PutsAnImportedSheetIntoItsLayer) {
  const auto document = parse_document("<p>");
  const auto parent = StyleSheet::parse(
      "@layer low,high;@import 'h.css' layer(high);@import 'l.css' layer(low);", kBase, Screen{});
  const auto child = [&](std::size_t i, std::string_view css) {
    return StyleSheet::imported(parent, parent.imports().at(i), StyleSheet::parse(css, kBase, Screen{}));
  };
  const StyleSheet sheets[] = {child(0, "p{background:url(h)}"), child(1, "p{background:url(l)}"), parent};
  EXPECT_EQ(names(find_in_styles(document, sheets, kBase, Screen{})), "h");
}

TEST(FindInStyles, FetchesTheFacesThatTextsNeed) {
  const std::string font(kFont);
  const struct {
    std::string css;
    std::string_view body;
    std::string_view want;
  } rows[] = {
      {"", "<p>x", ""},
      {"p{font-family:F}", "<p>x", "f.woff2"},
      {"p{font:12px 'f', serif}", "<p>x", "f.woff2"},
      {"p{font-family:F}", "<p> \n&nbsp;", ""},
      {"body{font-family:F}", "<div><p><b>x", "f.woff2"},
      {"body{font-family:F}p{font-family:G}", "<p>x", ""},
      {"p{font-family:F;visibility:hidden}", "<p>x", "f.woff2"},
      {"p{font-family:F;display:none}", "<p>x", ""},
      {"p{font-family:G,F}", "<p>x", "f.woff2"},
      {"p{font-family:sans-serif,F}", "<p>x", ""},
      {"p{font-family:sans-serif,F}", "<p>&#xf015;", "f.woff2"},
      {"body{font-family:F}",
       "<button>x</button><input value=x><select><option>x</select><textarea>x</textarea>", ""},
      {"body{font-family:F}button{font:inherit}", "<button>x</button>", "f.woff2"},
      {"input{font-family:F}", "<input>", "f.woff2"},
      {"input::placeholder{font-family:F}", "<input placeholder=x>", "f.woff2"},
      {"input::placeholder{font-family:F}", "<input value=v placeholder=x>", ""},
      {"option{font-family:F}", "<select><option>x</select>", ""},
      {"i::before{font-family:F;content:'\\f015'}", "<i>", "f.woff2"},
      {"i::before{font-family:F}", "<i>", ""},
      {"i{font-family:F}.x::before{content:'\\f015'}", "<i class=x>", "f.woff2"},
      {"p::first-letter{font-family:F}", "<p>x", "f.woff2"},
      {"li::marker{font-family:F}", "<li>x", "f.woff2"},
      {"", "<font face=F>x</font>", "f.woff2"},
      {"p{font-family:var(--f)}:root{--f:F}", "<p>x", "f.woff2"},
      {"body{font-family:F}p{font-family:initial}", "<p>x", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.css + "   " + std::string(row.body));
    EXPECT_EQ(names(found_by(font + row.css, row.body)), row.want);
  }
}

TEST(FindInStyles, ChoosesTheFaceByStyleAndWeight) {
  constexpr std::string_view kFaces =
      "@font-face{font-family:F;src:url(400);font-weight:400}@font-face{font-family:F;src:url(700);font-"
      "weight:700}"
      "@font-face{font-family:F;src:url(400i);font-style:italic}"
      "@font-face{font-family:V;src:url(v);font-weight:100 900}"
      "@font-face{font-family:L;src:url(300);font-weight:300}@font-face{font-family:L;src:url(600);font-"
      "weight:600}"
      "@font-face{font-family:C;src:url(narrow);font-stretch:50%}@font-face{font-family:C;src:url(wide)}";
  const struct {
    std::string_view css;
    std::string_view body;
    std::string_view want;
  } rows[] = {
      {"p{font-family:F}", "<p>x", "400"},
      {"p{font-family:F}", "<p><b>x</b>", "700"},
      {"p{font-family:F}", "<p><i>x</i>", "400i"},
      {"p{font-family:F}", "<p><b><i>x</i></b>", "400i"},
      {"h1{font-family:F}", "<h1>x", "700"},
      {"p{font-family:F;font-weight:500}", "<p>x", "400"},
      {"p{font-family:F;font-weight:600}", "<p>x", "700"},
      {"p{font-family:F;font-weight:100}", "<p>x", "400"},
      {"p{font:italic 12px F}b{font-weight:inherit}", "<p><b>x</b>", "400i"},
      {"p{font:bold 12px F}b{font-weight:lighter}", "<p><b>x</b>", "400"},
      {"p{font-family:V;font-weight:650}", "<p>x<b>y</b>", "v"},
      {"p{font-family:L}", "<p>x", "300"},
      {"p{font-family:L;font-weight:500}", "<p>x", "300"},
      {"p{font-family:L;font-weight:501}", "<p>x", "600"},
      {"p{font-family:C}", "<p>x", "wide"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.css) + "   " + std::string(row.body));
    EXPECT_EQ(names(found_by(std::string(kFaces) + std::string(row.css), row.body)), row.want);
  }
}

TEST(FindInStyles, FetchesOfACompositeFaceThePartsThatATextNeeds) {
  constexpr std::string_view kFaces =
      "@font-face{font-family:F;src:url(viet);unicode-range:U+102-103,U+1EA0-1EF9}"
      "@font-face{font-family:F;src:url(latin);unicode-range:U+0-FF}"
      "@font-face{font-family:G;src:url(all)}@font-face{font-family:G;src:url(later);unicode-range:U+61}"
      "p{font-family:F,H}q{font-family:G}u{font-family:F,G}";
  const struct {
    std::string_view body;
    std::string_view want;
  } rows[] = {
      {"<p>Ministry", "latin"},
      {"<p>\u1EC7", "viet"},
      {"<p>Vi\u1EC7t Nam", "latin viet"},
      {"<p>\u1EC7 \u1EC7", "viet latin"},
      {"<p>\u4E2D", ""},
      {"<q>b</q>", "all"},
      {"<q>a</q>", "later"},
      {"<u>\u4E2D</u>", "all"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.body);
    EXPECT_EQ(names(found_by(kFaces, row.body)), row.want);
  }
}

// As Chromium's requests for the same pages were.
TEST(FindInStyles, GoesOnToTheNextSourceAndTheNextFaceWhereAFontFailed) {
  constexpr std::string_view kFaces =
      "@font-face{font-family:F;src:url(f.woff2),url(f.woff)}@font-face{font-family:G;src:url(g)}"
      "@font-face{font-family:C;src:url(c)}@font-face{font-family:C;src:url(later);unicode-range:U+61}"
      "@font-face{font-family:W;src:url(400)}@font-face{font-family:W;src:url(700);font-weight:700}";
  const struct {
    std::string_view families;
    std::vector<std::string> failed;
    std::string_view want;
  } rows[] = {
      {"F,G", {}, "f.woff2"},
      {"F,G", {"f.woff2"}, "f.woff"},
      {"F,G", {"f.woff2", "f.woff"}, "g"},
      {"F,G", {"f.woff2", "f.woff", "g"}, ""},
      {"F,G", {"other"}, "f.woff2"},
      {"F,sans-serif,G", {"f.woff2", "f.woff"}, ""},
      {"C", {}, "later"},
      {"C", {"later"}, "c"},
      {"W,G", {"400"}, "g"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.families);
    FailedFonts failed;
    for (const auto& name : row.failed) failed.insert(std::string(kBase) + name);
    const std::string css = std::string(kFaces) + "p{font-family:" + std::string(row.families) + "}";
    EXPECT_EQ(names(found_by(css, "<p>a", {}, failed)), row.want);
  }
}

TEST(FindInStyles, TellsImagesFromFontsAndPutsTheseLast) {
  const auto found =
      found_by(std::string(kFont) + "p{font-family:F;background:url(a)}i{background:url(b)}", "<p>x<i></i>");
  ASSERT_EQ(names(found), "a b f.woff2");
  EXPECT_EQ(found.resources[0].type, ResourceType::image);
  EXPECT_EQ(found.resources[0].urgency, Urgency::low);
  EXPECT_LT(found.resources[0].order, found.resources[1].order);
  EXPECT_EQ(found.resources[2].type, ResourceType::font);
  EXPECT_EQ(found.resources[2].urgency, Urgency::highest);
  EXPECT_FALSE(found.capped);
}

TEST(FindInStyles, StopsAtItsLimits) {
  std::string css;
  std::string body;
  for (int i = 0; i < 100; ++i) {
    css += ".c" + std::to_string(i) + "{background:url(" + std::to_string(i) + ")}";
    body += "<p class=c" + std::to_string(i) + ">";
  }
  StyleLimits limits;
  limits.resources = 10;
  const auto few = found_by(css, body, limits);
  EXPECT_EQ(few.resources.size(), 10U);
  EXPECT_TRUE(few.capped);
  limits = {};
  limits.steps = 500;
  const auto tired = found_by(css, body, limits);
  EXPECT_TRUE(tired.capped);
  EXPECT_LT(tired.resources.size(), 100U);
  EXPECT_EQ(tired.steps, 500U);
  const auto all = found_by(css, body);
  EXPECT_EQ(all.resources.size(), 100U);
  EXPECT_GT(all.steps, 500U);
  EXPECT_LT(all.steps, StyleLimits{}.steps);
}

// Properties made of each other would grow a thousandfold with each of a few lines.
TEST(FindInStyles, BearsCustomPropertiesThatMultiply) {
  std::string css = "p{--x0:url(a);";
  for (int i = 1; i < 60; ++i) {
    css += "--x" + std::to_string(i) + ":";
    for (int k = 0; k < 10; ++k) css += "var(--x" + std::to_string(i - 1) + ")";
    css += ";";
  }
  const auto found = found_by(css + "background:var(--x59,url(b))}", "<p><p><p>");
  EXPECT_TRUE(found.capped);
  EXPECT_EQ(names(found), "b");
}

TEST(FindInStyles, BearsWhatWouldBeTooMuchOfAllKinds) {
  std::string body;
  for (int i = 0; i < 20'000; ++i) body += "<p class='a b'>x</p>";
  std::string slow;
  for (int i = 0; i < 2'000; ++i) slow += "p:nth-child(n of .a) ~ .b:not(:has(~ .zz)){background:url(a)}";
  EXPECT_TRUE(found_by(slow, body).capped);
  std::string properties = "*{";
  for (int i = 0; i < 1'000; ++i)
    properties += "--x" + std::to_string(i) + ":var(--y" + std::to_string(i) + ",1);";
  properties += "background:";
  for (int i = 0; i < 1'000; ++i) properties += "var(--x" + std::to_string(i) + ")";
  EXPECT_TRUE(found_by(properties + "}", body).capped);
}

}  // namespace
}  // namespace portalprobe
