#include "probe/page/emc_tag.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

constexpr std::string_view kPage = "https://dvc.example.test/";

EmcTag tag_in(std::string_view markup, std::string_view url = kPage) {
  return find_emc_tag(parse_document(markup), markup, url);
}

/// The block as portals carry it.
std::string block(std::string_view id = "'33'",
                  std::string_view program = "https://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js") {
  return "var _govaq = window._govaq || []; _govaq.push(['trackPageView']); "
         "_govaq.push(['enableLinkTracking']);\n"
         "(function () { _govaq.push(['setTrackerUrl', 'https://f-emc.ngsp.gov.vn/tracking']);\n"
         "_govaq.push(['setSiteId', " +
         std::string(id) +
         "]);\n"
         "var d = document, g = d.createElement('script'), s = d.getElementsByTagName('script')[0];\n"
         "g.type = 'text/javascript'; g.async = true; g.defer = true; g.src = '" +
         std::string(program) +
         "';\n"
         "s.parentNode.insertBefore(g, s); })();";
}

std::string script(std::string_view text) { return "<script>" + std::string(text) + "</script>"; }

TEST(EmcTag, IsActiveWhereScriptsLoadAndFillIt) {
  const std::string source =
      "<script async src=https://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js></script>";
  const std::string queue = "window._govaq = window._govaq || []; _govaq.push(['setSiteId', '33']);";
  const std::string rows[] = {
      "<html><head>" + script(block()) + "</head><body>x</body></html>",
      "<body><p>x</p>" + script(block()) + "</body>",
      script(block("33")),
      script(block("\"33\"")),
      script("<!--\n" + block() + "\n//-->"),
      script("// EMC\n/* the counter */\n" + block()),
      "<!-- EMC -->" + script(block()) + "<!-- end -->",
      // Comments of an older block do not hide the new one.
      "<!--" + script(block("''")) + "-->" + script(block()),
      source + script(queue),
      script(queue) + source,
      "<script src=//F-EMC.ngsp.gov.vn:443/embed/gov-tracking.min.js?v=1></script>" + script(queue),
      "<base href=/x/>" + source + script(queue),
      script("window[\"_govaq\"]=window[\"_govaq\"]||[];window[\"_govaq\"].push([\"setTrackerUrl\",\"https://"
             "f-emc.ngsp.gov.vn/"
             "tracking\"],[\"setSiteId\",\"33\"]);var "
             "g=document.createElement(\"script\");g.src=\"https://f-emc.ngsp.gov.vn/"
             "embed/gov-tracking.min.js\";document.head.appendChild(g)"),
      script("var _govaq=_govaq||[];_govaq.push(['setSiteId',33]);(function(){var "
             "u='https://f-emc.ngsp.gov.vn/';var "
             "g=document.createElement('script');g.src=u+'embed/gov-tracking.min.js';})()"),
      script("var _govaq=_govaq||[];_govaq.push(['setSiteId',33]);document.write('<script "
             "src=\"https://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js\"><\\/script>')"),
      script("var p = /['\"]\\/*/; " + block()),
      script(block("'33'", "//f-emc.ngsp.gov.vn/embed/gov-tracking.min.js")),
      "<script type=module>" + block() + "</script>",
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row);
    EXPECT_EQ(tag_in(row), (EmcTag{2, "33", ""}));
  }
}

TEST(EmcTag, IsOnlyTextWhereSomethingKeepsItFromCounting) {
  const std::string rows[] = {
      // In comments, filled in.
      "<!-- " + script(block()) + " -->",
      "<!-- " + script(block()),
      script("/* " + block() + " */"),
      script("// _govaq.push(['setSiteId', '33']); g.src = "
             "'https://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js'"),
      // Over http, on an https page.
      script(block("'33'", "http://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js")),
      "<script src=http://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js></script>" +
          script("_govaq.push(['setSiteId', 1])"),
      // Ids that are none.
      script(block("''")),
      script(block("'abc'")),
      script(block("'12a'")),
      script(block("'-1'")),
      script(block("siteId")),
      script(block("'123456789012345'")),
      // Not loaded, or not filled.
      script("_govaq.push(['setSiteId', '33']);"),
      "<script src=https://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js></script>",
      script(block("'33'", "https://f-emc.ngsp.gov.vn/tracking")),
      script(block("'33'", "https://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js.bak")),
      script(block("'33'", "https://f-emc.ngsp.gov.vn.evil.example/embed/gov-tracking.min.js")),
      script(block("'33'", "https://evil-f-emc.ngsp.gov.vn/embed/gov-tracking.min.js")),
      script(block("'33'",
                   "https://evil.example/?https://f-emc.ngsp.gov.vn.evil.example/embed/gov-tracking.min.js")),
      // Not run.
      "<script type=text/plain>" + block() + "</script>",
      "<noscript>" + script(block()) + "</noscript>",
      "<template>" + script(block()) + "</template>",
      "<textarea>" + script(block()) + "</textarea>",
      "<p>See f-emc.ngsp.gov.vn</p>",
      // Cut off within the number.
      "<script>" + block().substr(0, block().find("33") + 1),
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row);
    const auto tag = tag_in(row);
    EXPECT_EQ(tag.level, 1);
    EXPECT_EQ(tag.site_id, "");
    EXPECT_NE(tag.detail, "");
  }
}

TEST(EmcTag, IsAbsentWhereItIsNotMeant) {
  const std::string rows[] = {
      "",
      "<p>A portal.</p>",
      "<!-- " + script(block("''")) + " -->",
      "<!-- " + script(block("\"\"")) + " --><p>x</p><!-- " + script(block("''")) + " -->",
      "<!-- " + script(block("''")),
      "<script src=https://f-emc.ngsp.gov.vn.evil.example/embed/gov-tracking.min.js></script>",
      "<script src=https://notf-emc.ngsp.gov.vn/embed/gov-tracking.min.js></script>",
      "<script src=https://example.test/embed/gov-tracking.min.js></script>",
      script("_paq.push(['setSiteId', '33'])"),
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row);
    EXPECT_EQ(tag_in(row), (EmcTag{}));
  }
}

TEST(EmcTag, MayComeOverHttpToAPageThatDoes) {
  const auto plain = script(block("'94'", "http://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js"));
  EXPECT_EQ(tag_in(plain, "http://dvc.example.test/"), (EmcTag{2, "94", ""}));
  EXPECT_EQ(tag_in(plain, "https://dvc.example.test/").level, 1);
  const auto relative = "<script src=//f-emc.ngsp.gov.vn/embed/gov-tracking.min.js></script>" +
                        script("_govaq.push(['setSiteId', 94])");
  EXPECT_EQ(tag_in(relative, "http://dvc.example.test/").level, 2);
}

TEST(EmcTag, SaysWhatIsWrong) {
  EXPECT_NE(
      tag_in(script(block("'33'", "http://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js"))).detail.find("http"),
      std::string::npos);
  EXPECT_NE(tag_in(script(block("''"))).detail.find("site id"), std::string::npos);
  EXPECT_NE(tag_in(script("_govaq.push(['setSiteId', '33']);")).detail.find("loads"), std::string::npos);
}

TEST(EmcTag, TheLastIdCountsAsItDoesInTheQueue) {
  EXPECT_EQ(tag_in(script(block() + "_govaq.push(['setSiteId', 163]);")).site_id, "163");
}

TEST(EmcTag, EndsOnManyMentions) {
  std::string markup;
  for (int i = 0; i < 50'000; ++i) markup += "<!-- _govaq ['setSiteId', ''] -->";
  EXPECT_LE(tag_in(markup).level, 1);
  markup = "<!--";
  for (int i = 0; i < 200'000; ++i) markup += "_govaq f-emc.ngsp.gov.vn ";
  EXPECT_EQ(tag_in(markup).level, 1);
}

}  // namespace
}  // namespace portalprobe
