#include "probe/page/markup_guard.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

TEST(MarkupGuard, ChangesNothingThatIsWithinItsLimit) {
  const std::string_view rows[] = {
      "",
      "text",
      "<p a b c>",
      "<p a='1 2 3 4 5' b=\"x y z > <q r s t>\" c>",
      "<p a = 1 b = '2' c>",
      "<p/a/b/c/>",
      "<p a b><p c d><p e f>",
      "</p a b c>",
      "a < b and c d e f g h",
      "<!-- a b c d e f g h -->",
  };
  for (const auto row : rows) {
    SCOPED_TRACE(row);
    const auto guarded = guard_markup(row, 3);
    EXPECT_EQ(guarded.text, row);
    EXPECT_FALSE(guarded.changed);
  }
}

TEST(MarkupGuard, EndsATagThatHasTooManyAttributes) {
  const struct {
    std::string_view markup;
    std::string_view want;
  } rows[] = {
      {"<p a b c d>", "<p a b c  >d>"},
      {"<p a b c d e f g>", "<p a b c  >d e f g>"},
      {"<p/a/b/c/d>", "<p/a/b/c/ >d>"},
      {"<p a=1 b=' ' c=\" \"d=4>", "<p a=1 b=' ' c=\" \" >d=4>"},
      {"</p a b c d>", "</p a b c  >d>"},
      {"<p a='1' b='<q c d>' e f>", "<p a='1' b='<q c d>' e  >f>"},
      {"<script>'<p a b c d'", "<script>'<p a b c  >d'"},
      // Whatever the first quote is: one way or the other there is such a tag.
      {"<q x='<p a b c d'>", "<q x='<p a b c  >d'>"},
      {"<p a b c <q d e f g>", "<p a b c  ><q d e f  >g>"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.markup);
    const auto guarded = guard_markup(row.markup, 3);
    EXPECT_EQ(guarded.text, row.want);
    EXPECT_TRUE(guarded.changed);
  }
}

TEST(MarkupGuard, TakesRepeatedRootTagsForText) {
  std::string markup;
  for (int i = 0; i < 20; ++i) markup += "<Html a><BODY b>";
  const auto guarded = guard_markup(markup, 3);
  EXPECT_TRUE(guarded.changed);
  std::size_t tags = 0;
  for (const char c : guarded.text) tags += c == '<' ? 1U : 0U;
  EXPECT_EQ(tags, 16U);
}

TEST(MarkupGuard, TakesOutWhatNoscriptHolds) {
  const struct {
    std::string_view markup;
    std::string_view want;
  } rows[] = {
      {"a<noscript>b</noscript>c", "a<noscript></noscript>c"},
      {"<noscript></noscript>", "<noscript></noscript>"},
      {"a<noscript>b", "a<noscript>"},
      {"a<noscript>b</noscri", "a<noscript>"},
      {"<noscript>1</noscript>2<noscript>3</noscript>4", "<noscript></noscript>2<noscript></noscript>4"},
      {"<!--<noscript>b</noscript>-->", "<!--<noscript>b</noscript>-->"},
      {"<script><noscript>b</noscript></script>", "<script><noscript>b</noscript></script>"},
      {"<noscripts>b</noscripts>", "<noscripts>b</noscripts>"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.markup);
    EXPECT_EQ(without_noscript(row.markup), row.want);
  }
}

}  // namespace
}  // namespace portalprobe
