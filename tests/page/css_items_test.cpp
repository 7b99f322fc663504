#include "probe/page/css_items.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

/// A sheet's items on one line; what is in blocks of rules is read, too.
std::string items_of(std::string_view text, CssPlace outer = CssPlace::sheet, bool is_whole = true) {
  std::string result;
  CssItems items(text, is_whole);
  std::string places;  // r: a block of rules, s: of a style rule
  while (true) {
    const auto place = places.empty() ? outer : places.back() == 'r' ? CssPlace::rules : CssPlace::style_rule;
    const auto item = items.next(place);
    switch (item.kind) {
      case CssItem::Kind::end:
        return result;
      case CssItem::Kind::end_block:
        result += "}";
        places.pop_back();
        break;
      case CssItem::Kind::declaration:
        result += item.name + "=" + std::string(item.prelude) + (item.important ? "!;" : ";");
        break;
      case CssItem::Kind::rule:
        result += "<" + std::string(item.prelude) + ">{";
        places += 's';
        break;
      case CssItem::Kind::at_rule:
        result += "@" + item.name + "<" + std::string(item.prelude) + ">";
        if (item.has_block) result += "{";
        if (item.has_block) places += place == CssPlace::style_rule ? 's' : 'r';
        break;
      case CssItem::Kind::skipped:
        result += "?";
        break;
    }
  }
}

TEST(CssItems, FollowTheErrorRulesOfTheSyntax) {
  const struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"a,b{c:d;e:f}", "<a,b>{c=d;e=f;}"},
      {"a{C : d !IMPORTANT;--X: y z }", "<a>{c=d!;--X=y z;}"},
      {"a{b:c", "<a>{b=c;"},
      {"a{*b:c;d:e}", "<a>{?d=e;}"},
      {"a{b:c!ie;d:e}", "<a>{?d=e;}"},
      {"a{b;c:d}", "<a>{?c=d;}"},
      {"a{b:c;;;}", "<a>{b=c;}"},
      {"a{b:url(x;y);c:d}", "<a>{b=url(x;y);c=d;}"},
      {"a{b:'x;}';c:d}", "<a>{b='x;}';c=d;}"},
      {"a{b:(;});c:d}", "<a>{b=(;});c=d;}"},
      {"a{b:'x\n;c:d}", "<a>{?c=d;}"},
      {"a{--x:{a:b;c:d};e:f}", "<a>{--x={a:b;c:d};e=f;}"},
      {"a{b:hover{c:d}e:f}", "<a>{<b:hover>{c=d;}e=f;}"},
      {"a{&:hover{c:d}e:f}", "<a>{<&:hover>{c=d;}e=f;}"},
      {"a{@media x{c:d}e:f}", "<a>{@media<x>{c=d;}e=f;}"},
      {"@import 'x';@charset \"u\";a{}",
       "@import<'x'>@charset<\"u\">"
       "<a>{}"},
      {"@media x{a{b:c}}d{}", "@media<x>{<a>{b=c;}}<d>{}"},
      {"@media x{a;b{}}c{}", "@media<x>{<a;b>{}}<c>{}"},
      {"}a{b:c}d{}", "<}a>{b=c;}<d>{}"},
      {"<!-- a{} -->", "<a>{}"},
      {"a{b:c}}d{e:f}g{}", "<a>{b=c;}<}d>{e=f;}<g>{}"},
      {"a", "?"},
      {"@x", "@x<>"},
      {"@x (;[{;}]) ;a{}", "@x<(;[{;}])><a>{}"},
      {"@x (;{) ;a{}", "@x<(;{) ;a{}>"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(items_of(row.text), row.want);
  }
}

TEST(CssItems, OfAStyleAttributeAreDeclarations) {
  EXPECT_EQ(items_of("a:b;c:d", CssPlace::style_attribute), "a=b;c=d;");
  EXPECT_EQ(items_of("a:b}c:d;e:f", CssPlace::style_attribute), "?e=f;");
}

// A URL that was cut in two would be another URL.
TEST(CssItems, LeaveOutWhatACutBreaksOff) {
  const std::string_view text = "a{b:c;d:url(e.png)}@import 'f.css';";
  for (std::size_t length = 0; length < text.size(); ++length) {
    SCOPED_TRACE(length);
    const auto items = items_of(text.substr(0, length), CssPlace::sheet, false);
    EXPECT_EQ(items.find("b=") != std::string::npos, length > 5);
    EXPECT_EQ(items.find("d=") != std::string::npos, length > 18);
    EXPECT_EQ(items.find("@import"), std::string::npos);
  }
}

}  // namespace
}  // namespace portalprobe
