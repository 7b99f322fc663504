#include "probe/page/css_selector.hpp"

#include <gtest/gtest.h>

#include <string>

#include "probe/page/css_nth.hpp"
#include "probe/page/css_select.hpp"

namespace portalprobe {
namespace {

// Every element has a number of its own.
constexpr std::string_view kPage = R"(<!doctype html><html n=0 lang=vi><head n=1></head><body n=2>
<div n=3 id=i class="a b"><p n=4 class=a>x</p><p n=5></p><span n=6 class="b a" data-x="foo bar" lang=en-US></span></div>
<ul n=7 class=a><li n=8></li><li n=9 class=b><a n=10 href=#></a><b n=11></b></li><li n=12 class=a></li><li n=13></li></ul>
<fieldset n=14 disabled><legend n=15><input n=16 required></legend><input n=17 type=CHECKBOX checked placeholder=p>
<textarea n=18 readonly placeholder=p></textarea></fieldset><x-y n=19 data-x=FOO-bar contenteditable><i n=20></i></x-y>
</body></html>)";

class SelectorsTest : public testing::Test {
 protected:
  /// The numbers of the elements that a list of selectors matches.
  std::string matched(std::string_view selectors) {
    SelectorPool pool;
    const auto list = read_selectors(selectors, pool);
    if (!list) return "invalid";
    SelectorMatcher matcher(facts_, budget_);
    std::string result;
    for (std::uint32_t i = 0; i < facts_.size(); ++i) {
      if (!any_matches(matcher, pool, *list, i)) continue;
      if (!result.empty()) result += ' ';
      result += facts_.element(i).value("n");
    }
    return result;
  }

  static bool any_matches(SelectorMatcher& matcher, const SelectorPool& pool, std::uint32_t list,
                          std::uint32_t i) {
    const auto& range = pool.lists[list];
    for (auto s = range.first; s < range.first + range.count; ++s) {
      if (pool.complex[s].pseudo == PseudoElement::none && matcher.matches(pool, s, i)) return true;
    }
    return false;
  }

  Document document_ = parse_document(kPage);
  ElementFacts facts_{document_};
  WorkBudget budget_{1'000'000};
};

// What Chromium's querySelectorAll gives back for the same page.
TEST_F(SelectorsTest, MatchWhatABrowserMatches) {
  const struct {
    std::string_view selectors;
    std::string_view want;
  } rows[] = {
      {"p", "4 5"},
      {"P", "4 5"},
      {"*|p", "4 5"},
      {".a", "3 4 6 7 12"},
      {".A", ""},
      {".\\61", "3 4 6 7 12"},
      {"#i", "3"},
      {"p.a, #i > span", "4 6"},
      {"div p", "4 5"},
      {"body > p", ""},
      {"p + p", "5"},
      {"p ~ span", "6"},
      {"p + span", "6"},
      {".a.b", "3 6"},
      {"[data-x]", "6 19"},
      {"[data-x=foo]", ""},
      {"[data-x~=foo]", "6"},
      {"[data-x^=foo]", "6"},
      {"[data-x^=foo i]", "6 19"},
      {"[data-x$=bar]", "6 19"},
      {"[data-x*='o b']", "6"},
      {"[data-x*='']", ""},
      {"[lang|=en]", "6"},
      {"[type=checkbox]", "17"},
      {":root", "0"},
      {"li:first-child", "8"},
      {"li:last-child", "13"},
      {"li:nth-child(odd)", "8 12"},
      {"li:nth-child(-n+2)", "8 9"},
      {"li:nth-last-child(2)", "12"},
      {"li:nth-child(1 of .a)", "12"},
      {"li:nth-last-child(1 of :not(.a))", "13"},
      {"p:nth-of-type(2)", "5"},
      {"span:only-of-type", "6"},
      {":only-child", "0 16 20"},
      {"li:empty, p:empty", "5 8 12 13"},
      {":link", "10"},
      {":checked", "17"},
      {"input:disabled", "17"},
      {"input:enabled", "16"},
      {":required", "16"},
      {":placeholder-shown", "18"},
      {"textarea:read-only", "18"},
      {"x-y:read-write, i:read-write", "19 20"},
      {":lang(en)", "6"},
      {"i:lang(vi)", "20"},
      {":defined:is(i, x-y)", "20"},
      {"li:not(.a, .b)", "8 13"},
      {":is(div, ul) > .a", "4 6 12"},
      {":is(:bogus, p)", "4 5"},
      {":is(p:not(:bogus, b), i)", "20"},
      {":where(ul) :is(b, a)", "10 11"},
      {"li:has(a)", "9"},
      {"li:has(> b)", "9"},
      {"p:has(+ span)", "5"},
      {"p:has(~ span)", "4 5"},
      {"ul:has(li a + b)", "7"},
      {"a:hover, a:focus, a:visited, a:target", ""},
      {"a:not(:hover)", "10"},
      {"ul li:first-child ~ .b > a + b", "11"},
      {"html body div p ~ span.b", "6"},
      {"p::before, p:after, p::-webkit-scrollbar-thumb:hover", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.selectors);
    EXPECT_EQ(matched(row.selectors), row.want);
  }
}

TEST_F(SelectorsTest, AreInvalidWhereABrowserSaysSo) {
  for (const std::string_view text : {"",
                                      ",",
                                      "a,",
                                      ",a",
                                      "a,,b",
                                      "a >",
                                      "> a",
                                      "a + + b",
                                      ".1a",
                                      "#1",
                                      "a:",
                                      "a::",
                                      "a:bogus",
                                      "a::bogus",
                                      "a::-moz-x",
                                      ":-moz-any-link",
                                      ":not()",
                                      ":not(:bogus)",
                                      ":nth-child()",
                                      ":nth-child(2 n)",
                                      "[x=1]",
                                      "[x=a s]",
                                      "[]",
                                      "a b>",
                                      ":has(:has(a))",
                                      "::before:hover",
                                      "::before.a",
                                      ":not(::before)",
                                      "a|b|c",
                                      "!a",
                                      "a;b",
                                      "}a",
                                      "p, a:bogus",
                                      ":lang()",
                                      "a:not(",
                                      "progid:x"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(matched(text), "invalid");
  }
}

TEST(Selectors, AreWeighedByIdsThenClassesThenTags) {
  const auto weight = [](std::string_view text) {
    SelectorPool pool;
    const auto list = read_selectors(text, pool);
    return pool.complex[pool.lists[list.value()].first].specificity;
  };
  // From light to heavy; equal ones on a line.
  const std::vector<std::vector<std::string_view>> rows = {
      {"*", ":where(#a .b)"}, {"a", "::before", ":is(a, b)"},
      {"a b", "a::after"},    {".a", ":root", "[x]", ":not(.a, b)", ":nth-child(2)", ":hover"},
      {".a b", "a:has(.b)"},  {".a.b", ":nth-child(1 of .a)", ":is(.a .b)"},
      {"#a", ":is(#a, b)"},   {"#a b"},
  };
  std::uint32_t below = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto own = weight(rows[i].front());
    if (i > 0) {
      EXPECT_GT(own, below) << rows[i].front();
    }
    for (const auto text : rows[i]) EXPECT_EQ(weight(text), own) << text;
    below = own;
  }
}

TEST(Nth, ReadsAndHolds) {
  const struct {
    std::string_view text;
    std::optional<Nth> want;
  } rows[] = {{"2n+1", Nth{2, 1}},
              {" EVEN ", Nth{2, 0}},
              {"-n + 3", Nth{-1, 3}},
              {"+n", Nth{1, 0}},
              {"5", Nth{0, 5}},
              {"-2n-4", Nth{-2, -4}},
              {"n+", {}},
              {"2 n", {}},
              {"+ 3", {}},
              {"x", {}},
              {"", {}},
              {"99999999999999999999", Nth{0, 1'000'000}}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(read_nth(row.text), row.want);
  }
  EXPECT_TRUE((Nth{-1, 3}.holds(3)));
  EXPECT_FALSE((Nth{-1, 3}.holds(4)));
  EXPECT_TRUE((Nth{3, -1}.holds(2)));
  EXPECT_FALSE((Nth{0, 2}.holds(4)));
}

// Each of these would take a naive matcher ages: all ways to choose ancestors or siblings, tried in turn.
TEST(Selectors, AreGivenUpOnceTheBudgetIsUsedUp) {
  std::string page;
  for (int i = 0; i < 300; ++i) page += "<div class=a><b></b>";
  const auto document = parse_document(page);
  const ElementFacts facts(document);
  for (const std::string_view text : {".a > .a .a > .a .a > .a .a > .a .a > .a .a > .x b",
                                      "b ~ div b ~ div b ~ div b ~ div b ~ div b ~ p b",
                                      ":has(:is(.a .a) .x)", ":is(:is(.a .a .a) .a > .a .a) .x b"}) {
    SCOPED_TRACE(text);
    SelectorPool pool;
    const auto list = read_selectors(text, pool);
    ASSERT_TRUE(list);
    WorkBudget budget(100'000);
    SelectorMatcher matcher(facts, budget);
    for (std::uint32_t i = 0; i < facts.size() && !budget.used_up(); ++i) {
      EXPECT_FALSE(matcher.matches(pool, pool.lists[*list].first, i));
    }
  }
}

TEST(Selectors, ThatAreTooMuchAreInvalid) {
  SelectorPool pool;
  std::string deep;
  for (int i = 0; i < 50'000; ++i) deep += ":not(";
  EXPECT_FALSE(read_selectors(deep + "a" + std::string(50'000, ')'), pool));
  std::string broken;
  for (int i = 0; i < 200'000; ++i) broken += ":is(";
  EXPECT_FALSE(read_selectors(broken, pool));
  SelectorLimits limits;
  limits.simple = 1'000;
  for (const std::string_view piece :
       {",a", "a,", "#a", ".a", ":root", ",*", "[a]", "a>", ":is(a)", ":is(a),"}) {
    SCOPED_TRACE(piece);
    std::string many = "a";
    for (int i = 0; i < 10'000; ++i) many += piece;
    SelectorPool small;
    EXPECT_FALSE(read_selectors(many, small, {}, limits));
    EXPECT_TRUE(small.capped);
    EXPECT_LE(small.simple.size() + small.compounds.size(), 2'000U);
  }
  std::string wide = "a";
  for (int i = 0; i < 1'000; ++i) wide += " a";
  EXPECT_FALSE(read_selectors(wide, pool));
}

}  // namespace
}  // namespace portalprobe
