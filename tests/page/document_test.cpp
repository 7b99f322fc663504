#include "probe/page/document.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace portalprobe {
namespace {

/// The tree as text: html(head body(p.text)).
std::string shown(const Document& document, std::uint32_t at = 0) {
  if (document.elements.empty()) return "";
  const auto& element = document.elements[at];
  std::string children;
  for (auto child = element.first_child; child != Element::kNone; child = document.elements[child].next) {
    children += (children.empty() ? "" : " ") + shown(document, child);
  }
  return element.tag + (children.empty() ? "" : "(" + children + ")");
}

const Element* first(const Document& document, std::string_view tag) {
  for (const auto& element : document.elements) {
    if (element.tag == tag) return &element;
  }
  return nullptr;
}

TEST(Document, BuildsTheTreeThatABrowserBuilds) {
  const struct {
    std::string_view markup;
    std::string_view want;
  } rows[] = {
      {"", ""},
      {"text", "html(head body)"},
      {"<!doctype html><title>x</title><p>a<p>b", "html(head(title) body(p p))"},
      {"<ul><li>a<li>b</ul>", "html(head body(ul(li li)))"},
      {"<table><tr><td>x", "html(head body(table(tbody(tr(td)))))"},
      {"<table><img></table>", "html(head body(img table))"},
      {"<b><p>x</b>y</p>", "html(head body(b p(b)))"},
      {"<div><span></div></span>", "html(head body(div(span)))"},
      {"<IMG><Image>", "html(head body(img img))"},
      {"<script>if (a<b) '<img>'</script>", "html(head(script) body)"},
      {"<textarea><img></textarea>", "html(head body(textarea))"},
      {"<title><img></title>", "html(head(title) body)"},
      {"<!-- <img> --><p>", "html(head body(p))"},
      {"<!-- <img>", "html(head body)"},
      {"<p><img src=x", "html(head body(p))"},
      {"<p><img src='a>", "html(head body(p))"},
      {"<svg><linearGradient/><image/></svg>", "html(head body(svg(lineargradient image)))"},
      {"<frameset><frame></frameset>", "html(head frameset(frame))"},
      {"<app-root></app-root>", "html(head body(app-root))"},
      {"<iframe><img></iframe>", "html(head body(iframe))"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.markup);
    const auto document = parse_document(row.markup);
    EXPECT_EQ(shown(document), row.want);
    EXPECT_FALSE(document.capped);
  }
}

TEST(Document, LeavesOutWhatABrowserWithScriptsDoesNotShow) {
  const struct {
    std::string_view markup;
    std::string_view want;
  } rows[] = {
      {"<template><img></template><p>", "html(head(template) body(p))"},
      {"<body><noscript><img></noscript><p>", "html(head body(noscript p))"},
      // A parser that does not run scripts would end the head here.
      {"<head><noscript><img></noscript><link></head>", "html(head(noscript link) body)"},
      {"<head><NoScript ><img></NOSCRIPT ><link></head>", "html(head(noscript link) body)"},
      {"<noscript><img>", "html(head(noscript) body)"},
      {"<script>'<noscript>'</script><img><script>'</noscript>'</script>",
       "html(head(script) body(img script))"},
      {"<!-- <noscript> --><img><!-- </noscript> -->", "html(head body(img))"},
      {"<p title='<noscript>'><img></noscript>", "html(head body(p(img)))"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.markup);
    EXPECT_EQ(shown(parse_document(row.markup)), row.want);
  }
}

TEST(Document, DecodesAttributesAndText) {
  const auto document = parse_document(
      "<A HREF='x?a=1&amp;b=2' TITLE=\"&Agrave;&#7843;\" href=second hidden>Gi&aacute;<b>x</b>!</A>");
  const auto* link = first(document, "a");
  ASSERT_NE(link, nullptr);
  EXPECT_EQ(link->value("href"), "x?a=1&b=2");
  EXPECT_EQ(link->value("title"), "Àả");
  EXPECT_TRUE(link->has("hidden"));
  EXPECT_FALSE(link->has("id"));
  EXPECT_EQ(link->find("id"), nullptr);
  EXPECT_EQ(link->value("id"), "");
  EXPECT_EQ(link->text, "Giá!");
}

TEST(Document, TellsAForeignLinkFromAPlainOne) {
  const auto document = parse_document("<svg><use xlink:href='#a' href='b.svg#c' viewBox=0></use></svg>");
  const auto* use = first(document, "use");
  ASSERT_NE(use, nullptr);
  EXPECT_EQ(use->value("xlink:href"), "#a");
  EXPECT_EQ(use->value("href"), "b.svg#c");
  EXPECT_TRUE(use->has("viewbox"));
}

TEST(Document, KeepsTheTextOfAProgramOnlyOnceItIsWhole) {
  EXPECT_EQ(first(parse_document("<script>f(12)</script>"), "script")->text, "f(12)");
  EXPECT_EQ(first(parse_document("<style>a{}</style>"), "style")->text, "a{}");
  EXPECT_EQ(first(parse_document("<script>f(1"), "script")->text, "");
  EXPECT_EQ(first(parse_document("<style>a{background:url(x"), "style")->text, "");
}

TEST(Document, KnowsItsSiblings) {
  const auto document = parse_document("<ul><li>1<li>2<li>3</ul>");
  std::vector<std::uint32_t> items;
  for (std::uint32_t i = 0; i < document.elements.size(); ++i) {
    if (document.elements[i].tag == "li") items.push_back(i);
  }
  ASSERT_EQ(items.size(), 3U);
  const auto& all = document.elements;
  EXPECT_EQ(all[items[0]].previous, Element::kNone);
  EXPECT_EQ(all[items[0]].next, items[1]);
  EXPECT_EQ(all[items[1]].previous, items[0]);
  EXPECT_EQ(all[items[2]].next, Element::kNone);
  EXPECT_EQ(all[items[2]].index, 3U);
  EXPECT_EQ(all[all[items[0]].parent].first_child, items[0]);
}

TEST(Document, ReplacesWhatIsNoUtf8) {
  const auto document = parse_document("<p title='a\xff\xc3'>\xe1\xba</p><img src=x\xfe.png>");
  EXPECT_EQ(first(document, "img")->value("src"), "x\uFFFD.png");
  EXPECT_EQ(first(document, "p")->text.substr(0, 3), "\uFFFD");
}

TEST(Document, KeepsToItsLimits) {
  const auto many = [](std::string_view one, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += one;
    return text;
  };
  DocumentLimits limits;
  limits.elements = 10;
  auto document = parse_document(many("<br>", 20), limits);
  EXPECT_EQ(document.elements.size(), 10U);
  EXPECT_TRUE(document.capped);

  limits = {};
  limits.depth = 5;
  document = parse_document("<div><div><div><div></div></div></div></div><p>", limits);
  EXPECT_EQ(shown(document), "html(head body(div(div(div)) p))");
  EXPECT_TRUE(document.capped);

  limits = {};
  limits.bytes = 20;
  document = parse_document("<p>1</p><p>2</p><p id=cut>3</p>", limits);
  EXPECT_EQ(shown(document), "html(head body(p p))");
  EXPECT_TRUE(document.capped);

  limits = {};
  limits.attributes_of_one = 2;
  document = parse_document("<p a b c><p a b>", limits);
  EXPECT_EQ(first(document, "p")->attributes.size(), 2U);
  EXPECT_TRUE(document.capped);

  limits = {};
  limits.attribute_bytes = 10;
  document = parse_document("<img src='data:image/png;base64,AAAA'>", limits);
  EXPECT_EQ(first(document, "img")->value("src"), "");
  EXPECT_FALSE(document.capped);
  document = parse_document("<img src='0123456789.png'>", limits);
  EXPECT_EQ(first(document, "img")->value("src"), "");
  EXPECT_TRUE(document.capped);

  limits = {};
  limits.text_bytes = 100;
  document = parse_document("<p>" + many("x", 60) + "<p>" + many("y", 60) + "<p>z", limits);
  EXPECT_EQ(shown(document), "html(head body(p p))");
  EXPECT_TRUE(document.capped);
}

}  // namespace
}  // namespace portalprobe
