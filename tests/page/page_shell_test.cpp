#include "probe/page/page_shell.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

const std::string kScript = "<script src=/static/js/main.js></script>";

std::string words(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "thủ tục hành chính ";
  return text;
}

TEST(PageShell, IsWhatOnlyScriptsWouldFill) {
  const std::string rows[] = {
      "<title>Vue</title><div id=app></div>" + kScript,
      "<noscript>" + words(100) + "</noscript><div id=\"root\"></div>" + kScript,
      "<app-root></app-root><script src=runtime.js type=module></script>",
      "<app-root>Loading, please wait...</app-root>" + kScript,
      "<app-root><div class=spinner><svg><path/></svg></div><style>a{}</style></app-root>" + kScript,
      "<div id=__next></div>" + kScript,
      "<div id=__nuxt><div id=__layout></div></div>" + kScript,
      "<div ng-app=portal><div ng-view></div></div>" + kScript,
      "<div id=main-app v-cloak></div><script>" + words(500) + "</script>",
      // A portal server's frame around it.
      "<header>" + words(60) + "</header><nav>" + words(100) +
          "</nav><main><section id=portlet_1><div id=vueApp></div></section></main><footer>" + words(60) +
          "</footer>" + kScript,
      "<div class='page-header'>" + words(60) + "</div><ul class=main-menu><li>" + words(100) +
          "</ul><div class=portlet><div id=react-root></div></div><div id=footer>" + words(60) + "</div>" +
          kScript,
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row);
    EXPECT_TRUE(needs_browser(parse_document(row)));
  }
}

TEST(PageShell, IsNotWhatTheServerHasFilled) {
  const std::string rows[] = {
      "",
      "<p>short</p>",
      "<p>short</p>" + kScript,
      "<div id=app></div>",  // nothing would fill it
      "<div id=app></div><script type=text/template>x</script>",
      "<div id=__next><main>" + words(100) +
          "</main></div><script id=__NEXT_DATA__ type=application/json>{}</script>" + kScript,
      "<div id=__nuxt>" + words(40) + "</div>" + kScript,
      "<main>" + words(100) + "</main><div id=chat-app></div>" + kScript,
      "<app-root ng-version=17><h1>x</h1>" + words(50) + "</app-root>" + kScript,
      "<form><input name=user><input name=password type=password><input type=submit></form><div "
      "id=app></div>" +
          kScript,
      "<div id=gallery><img src=1><img src=2><img src=3></div><div id=app-modal></div>" + kScript,
      // A class like a header's around all of the page.
      "<div class='wrapper header-fixed'>" + words(100) + "<div id=app-modal></div></div>" + kScript,
      "<div class='wrapper has-menu'><main>" + words(100) + "</main></div><div id=app-modal></div>" + kScript,
      "<div id=mapping></div><div id=grapple></div><p>x</p>" + kScript,
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row);
    EXPECT_FALSE(needs_browser(parse_document(row)));
  }
}

}  // namespace
}  // namespace portalprobe
