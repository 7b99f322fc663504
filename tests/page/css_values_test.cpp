#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "probe/page/css_content.hpp"
#include "probe/page/css_font_value.hpp"
#include "probe/page/css_images.hpp"
#include "probe/page/css_import.hpp"
#include "probe/page/css_layers.hpp"
#include "probe/page/css_supports.hpp"
#include "probe/page/font_face.hpp"

namespace portalprobe {
namespace {

using Urls = std::vector<std::string>;

TEST(CssImages, AreTheUrlsThatAValueAsksFor) {
  const struct {
    std::string_view value;
    double density;
    Urls want;
  } rows[] = {
      {"url(a.png)", 1, {"a.png"}},
      {"red url( 'a b.png' ) no-repeat, url(c.png)", 1, {"a b.png", "c.png"}},
      {"linear-gradient(red, blue), url(a.png)", 1, {"a.png"}},
      {"none", 1, {}},
      {"url()", 1, {}},
      {"url(a b)", 1, {}},
      {"image-set('1.png' 1x, '2.png' 2x)", 1, {"1.png"}},
      {"image-set('1.png' 1x, '2.png' 2x)", 1.5, {"2.png"}},
      {"image-set('1.png' 1x, '2.png' 2x)", 3, {"2.png"}},
      {"-webkit-image-set(url(2.png) 192dpi, url(1.png) 1x)", 1, {"1.png"}},
      {"image-set(url('a.jxl') type('image/jxl'), url('a.png') type('image/png'))", 1, {"a.png"}},
      {"image-set(linear-gradient(red, blue) 1x, 'a.png' 2x)", 1, {}},
      {"-webkit-cross-fade(url(a.png), url(b.png), 50%)", 1, {"a.png", "b.png"}},
      {"\\75rl(a\\.png)", 1, {"a.png"}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.value);
    EXPECT_EQ(image_urls(row.value, row.density), row.want);
  }
}

TEST(CssImages, OfOtherBrowsersMakeADeclarationVoid) {
  for (const auto valid : {"url(a.png) no-repeat 0/50% #fff", "-webkit-linear-gradient(red,blue)", "none",
                           "repeating-conic-gradient(red,blue)", "rgba(1,2,3,.5)", "url(a),url(b)"}) {
    EXPECT_TRUE(is_image_value(valid)) << valid;
  }
  for (const auto invalid : {"-moz-linear-gradient(red,blue)", "url(a.png) \\9", "", "a{b", "a;b",
                             "progid:DXImageTransform.Microsoft.gradient()", "-o-linear-gradient(red)"}) {
    EXPECT_FALSE(is_image_value(invalid)) << invalid;
  }
}

TEST(CssImages, AloneAreAList) {
  const struct {
    std::string_view value;
    bool one;
    bool many;
  } rows[] = {{"url(a)", true, true},
              {"none", true, true},
              {"image-set('a' 1x)", true, true},
              {"url(a),url(b)", false, true},
              {"red url(a)", false, false},
              {"url(a) url(b)", false, false},
              {"url(a),", false, false},
              {"", false, false},
              {"linear-gradient(red,blue)", true, true}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.value);
    EXPECT_EQ(is_image_list(row.value, false), row.one);
    EXPECT_EQ(is_image_list(row.value, true), row.many);
  }
}

TEST(FontShorthand, SaysFamiliesWeightAndStyle) {
  const struct {
    std::string_view text;
    bool valid;
    int weight;
    FontStyle style;
    std::string_view families;
  } rows[] = {
      {"12px a", true, 400, FontStyle::normal, "a"},
      {"italic bold 12px/1.5 'A B', serif", true, 700, FontStyle::italic, "'A B', serif"},
      {"normal normal 900 1em/calc(1px + 2px) x", true, 900, FontStyle::normal, "x"},
      {"0/0 a", true, 400, FontStyle::normal, "a"},
      {"bolder small-caps x-large fam", true, kBolder, FontStyle::normal, "fam"},
      {"caption", true, 400, FontStyle::normal, ""},
      {"bold", false, 0, {}, {}},
      {"12px", false, 0, {}, {}},
      {"bold a", false, 0, {}, {}},
      {"", false, 0, {}, {}},
      {"12px a,,b", false, 0, {}, {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto font = read_font(row.text);
    ASSERT_EQ(font.has_value(), row.valid);
    if (!font) continue;
    EXPECT_EQ(font->weight, row.weight);
    EXPECT_EQ(font->style, row.style);
    EXPECT_EQ(font->families, row.families);
  }
}

TEST(FontFamilies, AreStringsOrWords) {
  const struct {
    std::string_view text;
    std::vector<FontFamily> want;
  } rows[] = {
      {"a", {{"a", false}}},
      {"Font  Awesome\n6 , serif", {}},  // a number is no word
      {"Open  Sans, SERIF, 'serif'", {{"open sans", false}, {"serif", true}, {"serif", false}}},
      {"a, ", {}},
      {"'a' b", {}},
      {"a 'b'", {}},
      {"", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(read_families(row.text), row.want);
  }
}

FontFace face_of(std::string_view source) {
  FontFaceReader reader;
  reader.take("font-family", "x");
  reader.take("src", source);
  return reader.is_complete() ? std::move(reader).face() : FontFace{};
}

TEST(FontFaces, AreFetchedInTheFormatsThatAreReadOneAfterTheOther) {
  const struct {
    std::string_view source;
    std::vector<std::string> urls;
  } rows[] = {
      {"url(a.woff2)", {"a.woff2"}},
      {"url(a.eot)", {}},
      {"url('a.eot?#iefix') format('embedded-opentype'), url('a.woff2') format('woff2'), url(a.woff) "
       "format(woff)",
       {"a.woff2", "a.woff"}},
      {"local('A'), url(a.ttf) format('truetype')", {"a.ttf"}},
      {"url(a.svg#x) format('svg'), url(a.otf) format(\"opentype\")", {"a.otf"}},
      {"url(a.woff2) format('woff2') tech(incremental), url(b.woff2) format(woff2) tech(variations)",
       {"b.woff2"}},
      {"url(data:font/woff2;base64,AA==), url(a.woff)", {"data:font/woff2;base64,AA==", "a.woff"}},
      {"local(A)", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.source);
    EXPECT_EQ(face_of(row.source).urls, row.urls);
  }
}

TEST(FontFaces, TellWhichCharactersTheyHold) {
  using Range = FontFace::Range;
  EXPECT_EQ(read_unicode_ranges("U+26, u+0-7F,U+4??"),
            (std::vector<Range>{{0x26, 0x26}, {0, 0x7F}, {0x400, 0x4FF}}));
  for (const auto invalid : {"", "U+", "26", "U+7F-0", "U+110000", "U+1234567", "U+26,", "U+?a"}) {
    EXPECT_TRUE(read_unicode_ranges(invalid).empty()) << invalid;
  }
}

TEST(Supports, AnswersAsChromium) {
  const struct {
    std::string_view condition;
    bool want;
  } rows[] = {
      {"(display: grid)", true},
      {"(display: nope)", false},
      {"not (display: grid)", false},
      {"(-moz-appearance: none)", false},
      {"(-ms-ime-align: auto)", false},
      {"(-webkit-touch-callout: none)", false},
      {"(display: grid) and (gap: 1px)", true},
      {"(display: nope) or (gap: 1px)", true},
      {"(display: grid) and (display: grid) or (gap: 1px)", false},
      {"((display: grid) and (not (-moz-x: y)))", true},
      {"selector(:has(a))", true},
      {"selector(:bogus)", false},
      {"font-format(woff2)", true},
      {"font-tech(incremental)", false},
      {"(--x: y)", true},
      {"bogus(x)", false},
      {"", false},
      {"display: grid", false},
      {"(display: grid", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.condition);
    EXPECT_EQ(supports(row.condition), row.want);
  }
  EXPECT_TRUE(supports_import("display: grid"));
  EXPECT_FALSE(supports_import("display: nope"));
  EXPECT_FALSE(supports(std::string(200'000, '(')));
}

TEST(Import, SaysWhatItIsUnder) {
  const struct {
    std::string_view prelude;
    std::string_view url;
    bool layered;
    std::string_view layer;
    bool supported;
    std::string_view media;
  } rows[] = {
      {"'a.css'", "a.css", false, "", true, ""},
      {"url(a.css) print", "a.css", false, "", true, "print"},
      {"url('a.css') layer(x.y) supports(display: grid) screen and (width)", "a.css", true, "x.y", true,
       "screen and (width)"},
      {"\"a.css\" layer supports(not (display: grid))", "a.css", true, "", false, ""},
      {"'a.css' layer (min-width: 1px)", "a.css", true, "", true, "(min-width: 1px)"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.prelude);
    const auto import = read_import(row.prelude);
    ASSERT_TRUE(import);
    EXPECT_EQ(import->url, row.url);
    EXPECT_EQ(import->is_layered, row.layered);
    EXPECT_EQ(import->layer, row.layer);
    EXPECT_EQ(import->is_supported, row.supported);
    EXPECT_EQ(import->media, row.media);
  }
  EXPECT_FALSE(read_import(""));
  EXPECT_FALSE(read_import("a.css"));
}

TEST(Layers, AreRankedByFirstNameAndBelowWhatIsAroundThem) {
  CssLayers layers;
  const auto a = layers.add("a");
  const auto b = layers.add("b");
  const auto inner = layers.add("a.x");
  const auto none = layers.add("");
  EXPECT_EQ(layers.add("b"), b);
  const auto ranks = layers.ranks();
  EXPECT_LT(ranks[inner], ranks[a]);
  EXPECT_LT(ranks[a], ranks[b]);
  EXPECT_LT(ranks[b], ranks[none]);
  EXPECT_EQ(read_layer_names("a, b.c"), (std::vector<std::string>{"a", "b.c"}));
  for (const auto invalid : {"", "a,", "a b", "a.", ".a"})
    EXPECT_TRUE(read_layer_names(invalid).empty()) << invalid;
}

TEST(Content, IsTextOrNone) {
  Element element;
  element.attributes.push_back({"data-x", "d"});
  const struct {
    std::string_view value;
    std::optional<std::string> want;
  } rows[] = {{"none", {}},
              {"normal", {}},
              {"''", ""},
              {"'a' attr(data-x)", "ad"},
              {"'\\f015'", "\uF015"},
              {"url(x.png) / 'alt'", ""},
              {"open-quote", "\u201C\u201D"},
              {"counter(a)", "0123456789"}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.value);
    EXPECT_EQ(read_content(row.value, element), row.want);
  }
}

}  // namespace
}  // namespace portalprobe
