#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "probe/page/document.hpp"
#include "probe/page/emc_tag.hpp"
#include "probe/page/find_resources.hpp"
#include "probe/page/page_shell.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kUrl = "https://example.test/";

std::string many(std::string_view one, int times) {
  std::string text;
  text.reserve(one.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) text += one;
  return text;
}

std::string numbered(std::string_view before, std::string_view after, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text.append(before).append(std::to_string(i)).append(after);
  return text;
}

/// How much was kept, which is what costs.
std::size_t kept_bytes(const Document& document) {
  std::size_t bytes = 0;
  for (const auto& element : document.elements) {
    bytes += element.text.size();
    for (const auto& attribute : element.attributes) bytes += attribute.name.size() + attribute.value.size();
  }
  return bytes;
}

std::size_t depth_of(const Document& document) {
  std::vector<std::size_t> depths(document.elements.size(), 1);
  std::size_t deepest = 0;
  for (std::size_t i = 0; i < depths.size(); ++i) {
    const auto parent = document.elements[i].parent;
    if (parent != Element::kNone) depths[i] = depths[parent] + 1;
    deepest = std::max(deepest, depths[i]);
  }
  return deepest;
}

struct Attack {
  std::string_view name;
  std::function<std::string()> markup;
  bool is_capped;
};

class HostileDocument : public testing::TestWithParam<Attack> {};

// Each would take minutes, gigabytes or the stack without its guard; ctest's time limit is the only clock
// here.
TEST_P(HostileDocument, IsReadWithinTheLimits) {
  const auto markup = GetParam().markup();
  const DocumentLimits limits;
  const auto document = parse_document(markup, limits);
  EXPECT_EQ(document.capped, GetParam().is_capped);
  EXPECT_LE(document.elements.size(), limits.elements);
  EXPECT_LE(depth_of(document), limits.depth);
  EXPECT_LE(kept_bytes(document), limits.text_bytes);
  for (std::size_t i = 0; i < document.elements.size(); ++i) {
    const auto parent = document.elements[i].parent;
    ASSERT_TRUE(parent < i || (i == 0 && parent == Element::kNone));
  }

  const auto found = find_resources(document, kUrl, Screen{});
  EXPECT_LE(found.resources.size(), FindLimits{}.resources);
  needs_browser(document);
  find_emc_tag(document, markup, kUrl);
}

INSTANTIATE_TEST_SUITE_P(
    Attacks, HostileDocument,
    testing::Values(
        Attack{"nesting", [] { return many("<div>", 100'000); }, true},
        Attack{"nesting_without_end", [] { return many("<div>", 1'500'000); }, true},
        Attack{"nested_formatting", [] { return numbered("<font color=", ">", 100'000); }, true},
        Attack{"cloned_formatting",
               [] { return numbered("<font color=", ">", 3'000) + many("<p>x</p>", 100'000); }, true},
        Attack{"misnested_formatting", [] { return many("<b><p></b>", 50'000); }, true},
        Attack{"misnested_links", [] { return many("<a><div>", 50'000); }, true},
        Attack{"nested_tables", [] { return many("<table><td>", 50'000); }, true},
        Attack{"foster_children", [] { return many("<table><div>", 50'000); }, true},
        Attack{"nested_svg", [] { return many("<svg><g>", 100'000); }, true},
        Attack{"nested_selects", [] { return many("<select><option>", 100'000); }, true},
        Attack{"templates", [] { return many("<template>", 50'000); }, false},
        Attack{"framesets", [] { return many("<frameset>", 50'000); }, true},
        Attack{"no_end_tags", [] { return many("<li><p>x", 100'000); }, true},
        Attack{"end_tags", [] { return many("</p></div>", 400'000); }, true},
        Attack{"open_tags", [] { return many("<a", 4'000'000); }, true},
        Attack{"angles", [] { return many("<", 8'000'000); }, true},
        Attack{"open_quotes", [] { return many("<a b='", 300'000); }, true},
        Attack{"comments", [] { return many("<!--", 2'000'000); }, false},
        Attack{"scripts", [] { return many("<script>", 800'000); }, true},
        Attack{"entities", [] { return many("&amp", 500'000); }, false},
        Attack{"attributes", [] { return "<a " + numbered("a", " ", 6'000'000); }, true},
        Attack{"attributes_in_an_end_tag", [] { return "</a " + numbered("a", " ", 1'000'000); }, true},
        Attack{"attributes_in_svg_style", [] { return "<svg><style><a " + numbered("a", " ", 1'000'000); },
               true},
        Attack{"attributes_of_many", [] { return many("<p " + numbered("a", " ", 230) + ">", 6'000); }, true},
        Attack{"attributes_of_html", [] { return numbered("<html a", ">", 500'000); }, true},
        Attack{"attributes_of_body", [] { return numbered("<body a", ">", 500'000); }, true},
        Attack{"long_attribute", [] { return "<img src='" + std::string(50'000'000, 'x') + "'>"; }, true},
        Attack{"long_text", [] { return std::string(50'000'000, 'x'); }, true},
        Attack{"zeros", [] { return std::string(5'000'000, '\0'); }, false},
        Attack{"broken_utf8", [] { return many("\xff\xc3<p>", 30'000); }, false},
        Attack{"utf16", [] { return many(std::string_view("<\0p\0>\0", 6), 30'000); }, false}),
    [](const auto& attack) { return std::string(attack.param.name); });

TEST(HostileDocument, OfManyResourcesTheFirstAreFound) {
  const auto document = parse_document(numbered("<img src=/", ".png>", 20'000));
  const auto found = find_resources(document, kUrl, Screen{});
  ASSERT_EQ(found.resources.size(), 5'000U);
  EXPECT_TRUE(found.capped);
  EXPECT_EQ(found.resources.front().url, "https://example.test/0.png");
  EXPECT_EQ(found.resources.back().url, "https://example.test/4999.png");
}

TEST(HostileDocument, APictureOfManySourcesAndImagesIsGoneThroughOnce) {
  const auto markup = "<picture>" + numbered("<source type=image/no srcset=/", ".png>", 40'000) +
                      "<source srcset=/yes.png>" + many("<img src=no.png>", 40'000);
  const auto found = find_resources(parse_document(markup), kUrl, Screen{});
  ASSERT_EQ(found.resources.size(), 1U);
  EXPECT_EQ(found.resources[0].url, "https://example.test/yes.png");
}

TEST(HostileDocument, ALongUrlIsLeftOut) {
  const auto markup = "<img src=/" + std::string(9'000, 'x') + "><img src=/a.png>";
  const auto found = find_resources(parse_document(markup), kUrl, Screen{});
  ASSERT_EQ(found.resources.size(), 1U);
  EXPECT_EQ(found.resources[0].url, "https://example.test/a.png");
  EXPECT_TRUE(found.capped);
}

}  // namespace
}  // namespace portalprobe
