#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "probe/page/document.hpp"
#include "probe/page/find_resources.hpp"

namespace portalprobe {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUrl = "https://example.test/a/page.html";

std::set<std::string> found_in(std::string_view markup) {
  std::set<std::string> all;
  const auto found = find_resources(parse_document(markup), kUrl, Screen{});
  for (const auto& resource : found.resources)
    all.insert(std::string(to_string(resource.type)) + " " + resource.url);
  for (const auto& style : found.styles) all.insert("style of " + style.text);
  return all;
}

/// A page comes in pieces, and nothing may be asked for that the whole of it does not name.
void expect_prefixes_find_no_more(std::string_view markup, std::size_t step) {
  const auto whole = found_in(markup);
  for (std::size_t length = 0; length < markup.size(); length += step) {
    for (const auto& resource : found_in(markup.substr(0, length))) {
      ASSERT_TRUE(whole.contains(resource))
          << resource << " is found in the first " << length << " bytes only";
    }
  }
}

constexpr std::string_view kEverything =
    R"html(<!doctype html><html><head><meta charset=utf-8><title>A &lt;img src=t.png></title>
<link rel=stylesheet href="a.css?x=1&amp;y=2"><base href="/base/"><link rel="stylesheet" media="print" href=print.css>
<style>@import "imported.css"; p { background: url(bg.png) }</style><!-- <img src=comment.png> -->
<noscript><link rel=stylesheet href=noscript.css><img src=noscript.png></noscript>
<script>document.write("<img src=script.png>"); // <\/script></script><script src=sync.js></script><script async src='async.js'></script>
<link rel=preload as=image imagesrcset="p1.png 1x, p2.png 2x"></head><body background=back.png>
<p>Text<img src=one.png alt="a > b"><img srcset="s1.png 300w, s2.png 1000w" sizes="(max-width: 500px) 100vw, 280px" src=s0.png>
<picture><source media="(max-width:400px)" srcset=small.png><source type=image/webp srcset="w.webp, w2.webp 2x"><img src=fallback.png></picture>
<table background=table.png><tr><td><img src=cell.png></table><iframe src="frame.html?a=b"></iframe><iframe srcdoc="<img src=doc.png>"></iframe>
<svg><image href=svg.png /><use href="icons.svg#a"/><script href=svg.js></script></svg><template><img src=template.png></template>
<video poster=poster.png><source src=v.mp4 type=video/mp4><source src=v.webm></video><object data=o.svg><img src=object.png></object>
<embed src=e.html><b><p><img src=misnested.png></b></p><textarea><img src=textarea.png></textarea>
<img src="data:image/png;base64,AA"><img src=" spaced name.png "><script src=late.js></script></body></html>)html";

TEST(Prefix, OfAPageWithEverythingFindsNothingThatTheWholeDoesNotName) {
  ASSERT_GE(found_in(kEverything).size(), 20U);
  expect_prefixes_find_no_more(kEverything, 1);
}

TEST(Prefix, FindsWhatIsThereAtOnce) {
  const auto at = kEverything.find("<script async");
  const auto found = found_in(kEverything.substr(0, at));
  EXPECT_TRUE(found.contains("script https://example.test/base/sync.js"));
  EXPECT_FALSE(found.contains("script https://example.test/base/async.js"));
}

std::vector<fs::path> real_pages() {
  std::vector<fs::path> pages;
  for (const auto* folder : {"/usr/share/doc/sqlite3", "/usr/share/developers-reference"}) {
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(folder, missing)) {
      if (entry.path().extension() == ".html" && entry.file_size() < 60'000) pages.push_back(entry.path());
    }
  }
  std::sort(pages.begin(), pages.end());
  return pages;
}

TEST(Prefix, OfRealPagesFindsNothingThatTheWholeDoesNotName) {
  const auto pages = real_pages();
  if (pages.size() < 10) GTEST_SKIP() << "the lab's pages are not installed";
  std::size_t telling = 0;
  for (std::size_t i = 0; i < pages.size(); i += pages.size() / 10) {
    SCOPED_TRACE(pages[i]);
    std::ifstream file(pages[i], std::ios::binary);
    const std::string markup{std::istreambuf_iterator<char>(file), {}};
    // An odd step comes to stand everywhere within tags.
    expect_prefixes_find_no_more(markup, 1 + markup.size() / 211);
    if (!found_in(markup).empty()) ++telling;
  }
  EXPECT_GE(telling, 5U);
}

}  // namespace
}  // namespace portalprobe
