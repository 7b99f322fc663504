#include "probe/page/find_resources.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kUrl = "https://example.test/a/page.html?x#y";

FoundInPage find(std::string_view markup, const Screen& screen = {}) {
  return find_resources(parse_document(markup), kUrl, screen);
}

std::string_view name_of(Urgency urgency) {
  const std::string_view names[] = {"highest", "high", "medium", "low", "lowest"};
  return names[static_cast<std::size_t>(urgency)];
}

/// "script /a/x.js high parser": the host left out, the marks that are set.
std::string shown(const FoundResource& resource) {
  constexpr std::string_view kOrigin = "https://example.test";
  auto url = resource.url;
  if (url.starts_with(kOrigin)) url.erase(0, kOrigin.size());
  auto text =
      std::string(to_string(resource.type)) + " " + url + " " + std::string(name_of(resource.urgency));
  if (resource.blocks_parser) text += " blocks-parser";
  if (resource.blocks_render) text += " blocks-render";
  if (resource.is_deferred) text += " deferred";
  if (resource.needs_parser) text += " by-parser";
  if (!resource.delays_load) text += " no-delay";
  return text;
}

std::vector<std::string> all_in(std::string_view markup, const Screen& screen = {}) {
  std::vector<std::string> all;
  for (const auto& resource : find(markup, screen).resources) all.push_back(shown(resource));
  return all;
}

struct Row {
  std::string_view markup;
  std::string_view want;  ///< one resource, or empty
};

template <std::size_t size>
void expect_each(const Row (&rows)[size]) {
  for (const auto& row : rows) {
    SCOPED_TRACE(row.markup);
    const auto all = all_in(row.markup);
    if (row.want.empty()) {
      EXPECT_THAT(all, IsEmpty());
    } else {
      EXPECT_THAT(all, ElementsAre(std::string(row.want)));
    }
  }
}

// The tables below are what Chromium 156 was seen to do, request by request.

TEST(FindResources, KnowsWhichSheetsAreFetched) {
  const Row rows[] = {
      {"<link rel=stylesheet href=x.css>", "style /a/x.css highest blocks-render"},
      {"<link rel='STYLESHEET icon' href=' x.css '>", "style /a/x.css highest blocks-render"},
      {"<body><link rel=stylesheet href=x.css>", "style /a/x.css highest blocks-render"},
      {"<img src=data:,><link rel=stylesheet href=x.css>", "style /a/x.css highest blocks-render"},
      {"<link rel=stylesheet type=text/css href=x.css>", "style /a/x.css highest blocks-render"},
      {"<link rel=stylesheet type=' text/css;charset=utf-8' href=x.css>",
       "style /a/x.css highest blocks-render"},
      {"<link rel=stylesheet type=text/less href=x.css>", ""},
      {"<link rel=stylesheet href=x.css media=print>", "style /a/x.css lowest by-parser"},
      {"<link rel=stylesheet href=x.css media='(max-width: 600px)'>", "style /a/x.css lowest by-parser"},
      {"<link rel=stylesheet href=x.css media='(min-width: 600px)'>", "style /a/x.css highest blocks-render"},
      {"<link rel='alternate stylesheet' href=x.css>", "style /a/x.css lowest by-parser"},
      {"<link rel=stylesheet disabled href=x.css>", ""},
      {"<link rel=stylesheet href=''>", ""},
      {"<link rel=stylesheet>", ""},
      {"<link href=x.css>", ""},
      {"<link rel=stylesheet fetchpriority=low href=x.css>", "style /a/x.css high blocks-render"},
      {"<link rel=icon href=x.ico>", ""},
      {"<link rel='shortcut icon' href=x.ico>", ""},
      {"<link rel=prefetch href=x.js>", ""},
      {"<link rel=preconnect href=//cdn.test>", ""},
      {"<link rel=dns-prefetch href=//cdn.test>", ""},
      {"<link rel=manifest href=m.json>", ""},
      {"<link rel=canonical href=x.html>", ""},
  };
  expect_each(rows);
}

TEST(FindResources, KnowsWhatIsPreloaded) {
  const Row rows[] = {
      {"<link rel=preload as=style href=x>", "style /a/x highest no-delay"},
      {"<link rel=preload as=style type=text/less href=x>", ""},
      {"<link rel=preload as=script href=x>", "script /a/x high no-delay"},
      {"<link rel=preload as=script fetchpriority=low href=x>", "script /a/x low no-delay"},
      {"<link rel=preload as=font crossorigin href=x>", "font /a/x high no-delay"},
      {"<link rel=preload as=font crossorigin type=font/woff2 href=x>", "font /a/x high no-delay"},
      {"<link rel=preload as=font crossorigin type=application/font-woff href=x>", ""},
      {"<link rel=preload as=IMAGE href=x>", "image /a/x low no-delay"},
      {"<link rel=preload as=image fetchpriority=high href=x>", "image /a/x high no-delay"},
      {"<link rel=preload as=image type=image/tiff href=x>", ""},
      {"<link rel=preload as=image media='(max-width:300px)' href=x>", ""},
      {"<link rel=preload as=image imagesrcset='a 400w, b 3000w' imagesizes=100vw href=x>",
       "image /a/b low no-delay"},
      {"<link rel=preload as=fetch crossorigin href=x>", "other /a/x high no-delay"},
      {"<link rel=preload as=track href=x>", "other /a/x low no-delay"},
      {"<link rel=preload href=x.png>", ""},
      {"<link rel=preload as=document href=x>", ""},
      {"<link rel=preload as=video href=x>", ""},
      {"<link rel=preload as=worker href=x>", ""},
      {"<link rel=modulepreload href=x>", "script /a/x high no-delay"},
      {"<link rel=modulepreload media=print href=x>", ""},
      {"<link rel=modulepreload fetchpriority=low href=x>", "script /a/x low no-delay"},
  };
  expect_each(rows);
}

TEST(FindResources, KnowsWhichScriptsAreFetchedAndWhoWaits) {
  const Row rows[] = {
      {"<script src=x></script>", "script /a/x high blocks-parser"},
      {"<script src=x>", "script /a/x high blocks-parser"},
      {"<script src=x fetchpriority=low></script>", "script /a/x high blocks-parser"},
      {"<script async src=x></script>", "script /a/x low"},
      {"<script async fetchpriority=high src=x></script>", "script /a/x high"},
      {"<script defer src=x></script>", "script /a/x low deferred"},
      {"<script async defer src=x></script>", "script /a/x low"},
      {"<script defer fetchpriority=high src=x></script>", "script /a/x high deferred"},
      {"<script type=module src=x></script>", "script /a/x high deferred"},
      {"<script type=module async src=x></script>", "script /a/x high"},
      {"<script type=module fetchpriority=low src=x></script>", "script /a/x low deferred"},
      {"<script type=module nomodule src=x></script>", "script /a/x high deferred"},
      {"<script nomodule src=x></script>", ""},
      {"<script type='' src=x></script>", "script /a/x high blocks-parser"},
      {"<script type=' ' src=x></script>", ""},
      {"<script type=' text/javascript ' src=x></script>", "script /a/x high blocks-parser"},
      {"<script type=Application/JavaScript src=x></script>", "script /a/x high blocks-parser"},
      {"<script type=text/jscript src=x></script>", "script /a/x high blocks-parser"},
      {"<script type='text/javascript;charset=utf-8' src=x></script>", ""},
      {"<script type='module ' src=x></script>", ""},
      {"<script type=text/template src=x></script>", ""},
      {"<script type=text/babel src=x></script>", ""},
      {"<script type=importmap src=x></script>", ""},
      {"<script language=JavaScript src=x></script>", "script /a/x high blocks-parser"},
      {"<script language=vbscript src=x></script>", ""},
      {"<script src=''></script>", ""},
      {"<script src='#'></script>", "script /a/page.html?x high blocks-parser"},
      {"<script>inline()</script>", ""},
      {"<svg><script href=x></script></svg>", "script /a/x high blocks-parser"},
      {"<script href=x></script>", ""},
      {"<iframe><script src=x></script></iframe>", ""},
  };
  expect_each(rows);
}

TEST(FindResources, IsInNoHurryWithWhatComesBehindTheFirstImage) {
  EXPECT_THAT(
      all_in("<img src=i><script src=s></script><script src=low fetchpriority=low></script><script src=high "
             "fetchpriority=high></script><script type=module src=m></script><link rel=stylesheet href=c>"),
      ElementsAre("image /a/i medium", "script /a/s medium blocks-parser", "script /a/low low blocks-parser",
                  "script /a/high high blocks-parser", "script /a/m high deferred",
                  "style /a/c medium blocks-render"));
}

TEST(FindResources, HurriesWithTheFirstImagesThatAreNotSmall) {
  EXPECT_THAT(
      all_in("<img src=1><img src=2 width=10 height=10><img src=3><img src=4 fetchpriority=high><img src=5 "
             "fetchpriority=low><img src=6><img src=7><img src=8 width=900 height=900>"),
      ElementsAre("image /a/1 medium", "image /a/2 low", "image /a/3 medium", "image /a/4 high",
                  "image /a/5 low", "image /a/6 medium", "image /a/7 low", "image /a/8 low"));
}

TEST(FindResources, KnowsWhichImagesAreFetched) {
  const Row rows[] = {
      {"<img src=x>", "image /a/x medium"},
      {"<div style='display:none'><img src=x></div>", "image /a/x medium"},
      {"<img src=x loading=eager>", "image /a/x medium"},
      {"<img src=x loading=LAZY>", ""},
      {"<img src=''>", ""},
      {"<img src=' '>", ""},
      {"<img alt=x>", ""},
      {"<img data-src=x>", ""},
      {"<img src='#'>", "image /a/page.html?x medium"},
      {"<img src='data:image/gif;base64,R0lGOD' data-src=x>", ""},
      {"<img src=blob:https://example.test/1>", ""},
      {"<img src='javascript:1'>", ""},
      {"<img src=https://user:pass@example.test/x>", ""},
      {"<img srcset='x 1x, y 2x' src=z>", "image /a/x medium"},
      {"<img srcset='x 300w, y 1000w' sizes=280px src=z>", "image /a/x medium"},
      {"<image src=x>", "image /a/x medium"},
      {"<input type=IMAGE src=x>", "image /a/x medium"},
      {"<input src=x>", ""},
      {"<svg><image href=x /></svg>", "image /a/x medium"},
      {"<svg><image xlink:href=x /></svg>", "image /a/x medium"},
      {"<svg><feImage href=x /></svg>", "image /a/x low by-parser"},
      {"<svg><use href='x.svg#a'/></svg>", "other /a/x.svg low by-parser"},
      {"<svg><use xlink:href='#a'/></svg>", ""},
      {"<use href='x.svg#a'>", ""},
      {"<body background=x>", "image /a/x low by-parser"},
      {"<table><tr><td background=x>", "image /a/x low by-parser"},
      {"<div background=x>", ""},
      {"<video poster=x></video>", "image /a/x medium"},
      {"<noscript><img src=x></noscript>", ""},
      {"<template><img src=x></template>", ""},
      {"<!-- <img src=x> -->", ""},
      {"<iframe srcdoc='<img src=x>' src=y></iframe>", ""},
  };
  expect_each(rows);
}

TEST(FindResources, ChoosesAPicturesSource) {
  const Row rows[] = {
      {"<picture><source srcset=x><img src=y></picture>", "image /a/x medium"},
      {"<picture><source srcset='x, x2 2x'><source srcset=z><img src=y></picture>", "image /a/x medium"},
      {"<picture><source media='(max-width:400px)' srcset=x><img src=y></picture>", "image /a/y medium"},
      {"<picture><source type=image/avif srcset=x><img src=y></picture>", "image /a/x medium"},
      {"<picture><source type=image/heic srcset=x><img src=y></picture>", "image /a/y medium"},
      {"<picture><source srcset=''><img src=y></picture>", "image /a/y medium"},
      {"<picture><source src=x><img src=y></picture>", "image /a/y medium"},
      {"<picture><img src=y><source srcset=x></picture>", "image /a/y medium"},
      {"<picture><source srcset=x></picture><img src=y>", "image /a/y medium"},
      {"<picture><source srcset=x><img loading=lazy src=y></picture>", ""},
      {"<picture><source srcset=data:,><img src=y></picture>", ""},
  };
  expect_each(rows);
}

TEST(FindResources, ChoosesByTheScreen) {
  constexpr std::string_view kMarkup =
      "<link rel=stylesheet media='(max-width:500px)' href=s><img srcset='x1 400w, x2 800w, x3 "
      "1600w'><picture><source "
      "media='(max-width:400px)' srcset=p1><source media='(max-width:420px)' srcset=p2><img "
      "src=p3></picture>";
  EXPECT_THAT(all_in(kMarkup, screen_of(Profile::mobile)),
              ElementsAre("style /a/s highest blocks-render", "image /a/x2 medium", "image /a/p2 medium"));
  EXPECT_THAT(all_in(kMarkup, screen_of(Profile::desktop)),
              ElementsAre("style /a/s lowest by-parser", "image /a/x3 medium", "image /a/p3 medium"));
}

TEST(FindResources, KnowsFramesAndWhatIsEmbedded) {
  const Row rows[] = {
      {"<iframe src=x></iframe>", "frame /a/x highest by-parser"},
      {"<div style='display:none'><iframe src=x></iframe></div>", "frame /a/x highest by-parser"},
      {"<iframe src=about:blank></iframe>", ""},
      {"<iframe src=''></iframe>", ""},
      {"<iframe></iframe>", ""},
      {"<iframe loading=lazy src=x></iframe>", ""},
      {"<iframe src='javascript:1'></iframe>", ""},
      {"<frameset><frame src=x></frameset>", "frame /a/x highest by-parser"},
      {"<embed src=x.svg>", "frame /a/x.svg highest by-parser"},
      {"<embed src=x.png>", "image /a/x.png low by-parser"},
      {"<embed type=image/png src=x>", "image /a/x low by-parser"},
      {"<object data=x.png></object>", "image /a/x.png low by-parser"},
      {"<object data=x></object>", "frame /a/x highest by-parser"},
      {"<object type=text/html data=x></object>", "frame /a/x highest by-parser"},
      {"<object type=application/pdf data=x></object>", ""},
      {"<object data=x.swf></object>", ""},
      {"<object type=application/x-shockwave-flash data=x></object>", ""},
      {"<object><param name=src value=x></object>", ""},
      {"<object data=x><object data=y></object></object>", "frame /a/x highest by-parser"},
      {"<object><embed src=y></object>", "frame /a/y highest by-parser"},
  };
  expect_each(rows);
}

TEST(FindResources, TellsOfMediaThatNobodyWaitsForTheirEnd) {
  const Row rows[] = {
      {"<video src=x></video>", "media /a/x low by-parser no-delay"},
      {"<audio src=x preload=auto></audio>", "media /a/x low by-parser no-delay"},
      {"<video src=x preload=none></video>", ""},
      {"<video><source src=x type=video/mp4><source src=y></video>", "media /a/x low by-parser no-delay"},
      {"<video><source src=x type=video/unheard><source src=y></video>", "media /a/y low by-parser no-delay"},
      {"<video preload=none><source src=x></video>", ""},
      {"<video src=x><source src=y></video>", "media /a/x low by-parser no-delay"},
      {"<video><track default src=x></video>", "other /a/x low by-parser no-delay"},
      {"<video><track src=x></video>", ""},
      {"<track default src=x>", ""},
      {"<source src=x>", ""},
  };
  expect_each(rows);
}

TEST(FindResources, FollowsTheFirstBaseFromItsPlaceOn) {
  EXPECT_THAT(all_in("<link rel=stylesheet href=a.css><base target=_top><base href=/sub/><base "
                     "href=/no/><link rel=stylesheet "
                     "href=b.css><img src=c.png>"),
              ElementsAre("style /a/a.css highest blocks-render", "style /sub/b.css highest blocks-render",
                          "image /sub/c.png medium"));
  const auto other = find("<base href=https://cdn.test/x/y><img src=z>");
  EXPECT_EQ(other.base, "https://cdn.test/x/y");
  ASSERT_EQ(other.resources.size(), 1U);
  EXPECT_EQ(other.resources[0].url, "https://cdn.test/x/z");
  EXPECT_EQ(find("<p>").base, "https://example.test/a/page.html?x");
  for (const std::string_view base : {"data:,x", "javascript:1", "", "http://"}) {
    SCOPED_TRACE(base);
    const auto found = find("<base href='" + std::string(base) + "'><base href=/second/><img src=z>");
    ASSERT_EQ(found.resources.size(), 1U);
    EXPECT_EQ(found.resources[0].url, "https://example.test/a/z");
  }
}

TEST(FindResources, NamesEachResourceOnceAndAsItsMostUrgentMentionDoes) {
  EXPECT_THAT(all_in("<img src=x><img src=./x><img src='x#y'>"), ElementsAre("image /a/x medium"));
  EXPECT_THAT(all_in("<img src=x><script src=x></script>"),
              ElementsAre("image /a/x medium", "script /a/x medium blocks-parser"));
  EXPECT_THAT(all_in("<link rel=preload as=script href=x><script defer src=x></script>"),
              ElementsAre("script /a/x high deferred"));
  EXPECT_THAT(all_in("<link rel=modulepreload href=x><script type=module src=x></script>"),
              ElementsAre("script /a/x high deferred"));
  EXPECT_THAT(all_in("<script src=x></script><link rel=preload as=script href=x>"),
              ElementsAre("script /a/x high blocks-parser"));
  EXPECT_THAT(all_in("<link rel='preload stylesheet' as=style href=x>"),
              ElementsAre("style /a/x highest blocks-render"));
  EXPECT_THAT(all_in("<link rel=stylesheet media=print href=x><link rel=stylesheet href=x>"),
              ElementsAre("style /a/x highest blocks-render"));
}

TEST(FindResources, TellsWhereAResourceStands) {
  const auto document = parse_document("<head><link rel=stylesheet href=x></head><body><p><img src=y>");
  const auto found = find_resources(document, kUrl, Screen{});
  ASSERT_EQ(found.resources.size(), 2U);
  EXPECT_EQ(document.elements[found.resources[0].order].tag, "link");
  EXPECT_EQ(document.elements[found.resources[1].order].tag, "img");
}

TEST(FindResources, HandsOutTheStyleElementsThatApply) {
  const auto found = find(
      "<style>a{}</style><style media=print>b{}</style><style media='(min-width:300px)'>c{}</style><style "
      "type=text/less>d{}</style><style type=text/css></style><svg><style>e{}</style></svg>");
  ASSERT_EQ(found.styles.size(), 3U);
  EXPECT_EQ(found.styles[0].text, "a{}");
  EXPECT_EQ(found.styles[1].text, "c{}");
  EXPECT_EQ(found.styles[2].text, "e{}");
  EXPECT_LT(found.styles[0].order, found.styles[1].order);
}

TEST(FindResources, FindsNothingThatIsRelativeToNoAddress) {
  const auto found =
      find_resources(parse_document("<img src=x><img src=https://example.test/y>"), "about:blank", Screen{});
  ASSERT_EQ(found.resources.size(), 1U);
  EXPECT_EQ(found.resources[0].url, "https://example.test/y");
}

}  // namespace
}  // namespace portalprobe
