#include "probe/page_text.hpp"

#include <gtest/gtest.h>

#include <random>

#include <ctime>

#include "core/utf8.hpp"
#include "probe/text_fold.hpp"

namespace portalprobe {
namespace {

PageText read(std::string_view page) { return read_page(page, "text/html"); }

TEST(PageText, ShowsWhatAReaderSees) {
  struct {
    std::string_view page, visible;
  } rows[] = {
      {"<p>Một</p><p>Hai</p>", "Một Hai"},
      {"a<b>b</b>c <i>d</i>", "abc d"},
      {"x<script>if (a < b) alert('</p>')</script>y", "x y"},
      {"x<SCRIPT>1</ScRiPt >y", "x y"},
      {"x<script>1</scripty>2</script>y", "x y"},
      {"x<style>p { color: red }</style>y", "x y"},
      {"x<noscript>Please enable JavaScript</noscript>y", "x y"},
      {"x<template><p>no</p></template>y", "x y"},
      {"x<!-- <p>hidden</p> -->y", "xy"},
      {"x<!-->y", "xy"},
      {"x<!--y", "x"},
      {"x<!doctype html>y<?php z ?>w", "xyw"},
      {"<a title='a > b'>x</a>", "x"},
      {"<a title=\"unterminated>x</a>", ""},
      {"1 < 2 <3 </ 4>5", "1 < 2 <3 5"},
      {"x<p", "x"},
      {"x<", "x<"},
      {"&lt;script&gt;x&lt;/script&gt;", "<script>x</script>"},
      {"<title>T</title>x", "x"},
      {"<script>unterminated <p>x</p>", ""},
      {"", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.page);
    EXPECT_EQ(read(row.page).visible, fold_text(row.visible));
  }
}

TEST(PageText, CountsFieldsLinksAndLetters) {
  const auto page = read(
      "<form><input name=q><input type=text><input type='hidden'><input "
      "type=SUBMIT><select></select><textarea>"
      "</textarea></form><a href='/x'>Ảnh</a> <a name=y>12!</a>");
  EXPECT_EQ(page.fields, 4U);
  EXPECT_EQ(page.links, 1U);
  EXPECT_EQ(page.letters, 5U);
  EXPECT_FALSE(page.has_login);
  EXPECT_TRUE(read("<input TYPE=\"Password\">").has_login);
  EXPECT_FALSE(read("<!-- <input type=password> -->").has_login);
}

TEST(PageText, SeesWhereScriptsAndRefreshesLead) {
  struct {
    std::string_view page;
    std::vector<std::string> jumps;
  } rows[] = {
      {"<meta http-equiv=refresh content='0; url=https://a.vn/'>", {"https://a.vn/"}},
      {"<META HTTP-EQUIV='Refresh' CONTENT=\"5;URL='/x'\">", {"/x"}},
      {"<meta http-equiv=refresh content=30>", {}},
      {"<meta http-equiv=refresh content='0;url=/a?b=1&amp;c=2'>", {"/a?b=1&c=2"}},
      {"<script>window.location.href = \"https://a.vn/\";</script>", {"https://a.vn/"}},
      {"<script>location='/b'</script>", {"/b"}},
      {"<script>top.location.replace('/c'); document.location.assign ( `/d` )</script>", {"/c", "/d"}},
      {"<script>if (location == '/e' || location.href === '/f') x(location.search)</script>", {}},
      {"<script>location.href = base + '/g'</script>", {}},
      {"<p>location='/h'</p>", {}},
      {"<script>location='unterminated</script>", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.page);
    EXPECT_EQ(read(row.page).jumps, row.jumps);
  }
}

TEST(PageText, TakesTheFirstTitleForPeople) {
  EXPECT_EQ(title_of("<html><head><title>\n Cổng  dịch vụ&nbsp;công &amp; tra cứu </title>", "text/html"),
            "Cổng dịch vụ công & tra cứu");
  EXPECT_EQ(title_of("<title>Một</title><title>Hai</title>"), "Một");
  EXPECT_EQ(title_of("<title>B&#7843;o tr&igrave;</title>"), "Bảo trì");
  EXPECT_EQ(title_of("<title>a <b>b</b></title>"), "a <b>b</b>");
  EXPECT_EQ(title_of("<title>x\x1b[31m\xff</title>"), "x[31m");
  EXPECT_EQ(title_of("<title>unterminated"), "unterminated");
  EXPECT_EQ(title_of("<p>none</p>"), "");
  EXPECT_EQ(title_of("{\"a\":\"<title>x</title>\"}", "application/json"), "");
  EXPECT_EQ(title_of(std::string("\xFF\xFE<\0t\0i\0t\0l\0e\0>\0\xA2\x1E", 18)), "Ả");
  std::string longer = "<title>";
  for (int i = 0; i < 5000; ++i) longer += "ả";
  const auto title = title_of(longer);
  EXPECT_LE(title.size(), 200U);
  EXPECT_GE(title.size(), 198U);
  EXPECT_FALSE(first_invalid_utf8(title));
}

TEST(PageText, ReadsPlainTextAsItIs) {
  EXPECT_EQ(read_page("a < b <c>", "text/plain").visible, "a < b <c>");
  EXPECT_EQ(read_page("<html><p>x</p>", "text/plain").visible, "x");
}

std::string repeated(std::string_view piece) {
  std::string text;
  while (text.size() < kMaxPageHead) text += piece;
  text.resize(kMaxPageHead);
  return text;
}

/// Processor time, so that a busy machine does not count; the limit is far beyond linear work and far below
/// quadratic work on a sanitizer's build.
TEST(PageText, TakesLinearTimeForHostilePages) {
  const std::string_view pieces[] = {"<",
                                     "<<a",
                                     "<a ",
                                     "<!--",
                                     "<!-- --",
                                     "</",
                                     "</script",
                                     "<script>",
                                     "<script></scr",
                                     "<title>",
                                     "<p>",
                                     "<a b='",
                                     "<a b=\"c",
                                     "<a b=c ",
                                     "&",
                                     "&#",
                                     "&#x",
                                     "&amp",
                                     "&#1;",
                                     "\xFF",
                                     "\xE1\xBA",
                                     "\u0301",
                                     "a\u0323\u0302\u031B",
                                     "<![CDATA[",
                                     "<?",
                                     "<svg><title>",
                                     "<meta http-equiv=refresh content='0;url=",
                                     "<script>location='",
                                     "location='a",
                                     "<template>",
                                     "<div><div>",
                                     "<input type=password>",
                                     "<a b c d e f g h i j k l m n o p q r s t u v w x y z ",
                                     std::string_view("\0", 1),
                                     "\n",
                                     "<script>location.href=\""};
  for (const auto piece : pieces) {
    SCOPED_TRACE(piece);
    const auto page = repeated(piece);
    const auto begin = std::clock();
    const auto text = read_page(page, "text/html");
    title_of(page, "text/html");
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    EXPECT_LT(seconds, 2.0);
    EXPECT_LE(text.visible.size(), 3 * kMaxPageHead);
    EXPECT_LE(text.jumps.size(), 8U);
    EXPECT_FALSE(first_invalid_utf8(text.visible));
  }
}

TEST(PageText, KnowsLongPagesWithoutReadingThem) {
  const std::string long_page = "<p>" + std::string(300, 'a') + "</p>";
  EXPECT_TRUE(shows_more_than(long_page, "text/html", 299));
  EXPECT_FALSE(shows_more_than(long_page, "text/html", 300));
  EXPECT_TRUE(shows_more_than("Cổng dịch vụ công", "text/plain", 13));
  EXPECT_FALSE(shows_more_than("<script>" + long_page + "</script>", "text/html", 10));
  EXPECT_FALSE(shows_more_than("<title>" + std::string(100, 'a') + "</title>", "text/html", 10));
}

/// What it says must be true of the page as it is read: a long page that is none would hide a wall.
TEST(PageText, NeverTakesAShortPageForALongOne) {
  const std::string_view pieces[] = {
      "a",       "Ạ",        "ổ",        "o\u0302\u0309", "\u200B",       "\u00AD",
      " ",       "&nbsp;",   "&aacute;", "&#7893;",       "& b;",         "&",
      "<b>",     "</b>",     "<!--",     "-->",           "<script>",     "</script>",
      "<title>", "</title>", "\xC3",     "\xE1\xBA",      "\xE1\xBA\xFF", "\xC6\xC6",
      "\xFF",    "9",        "."};
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string page;
    for (std::size_t i = random() % 40; i > 0; --i) page += pieces[random() % std::size(pieces)];
    const auto letters = read(page).letters;
    for (std::size_t limit = 0; limit < 20; ++limit) {
      ASSERT_TRUE(letters > limit || !shows_more_than(page, "text/html", limit)) << page;
    }
  }
}

TEST(PageText, LooksAtNoMoreThanItsShare) {
  std::string page = repeated("x ");
  page += "<title>late</title>";
  EXPECT_EQ(read(page).title, "");
}

}  // namespace
}  // namespace portalprobe
