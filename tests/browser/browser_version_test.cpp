#include "probe/browser/browser_version.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace portalprobe {
namespace {

using Json = nlohmann::json;

TEST(BrowserVersion, IsReadFromWhatTheBrowserSays) {
  const auto version =
      browser_version_from({{"product", "HeadlessChrome/156.0.8078.79"}, {"revision", "@abc"}});
  ASSERT_TRUE(version);
  EXPECT_EQ(*version, (BrowserVersion{"HeadlessChrome/156.0.8078.79", "156.0.8078.79", 156, "@abc"}));
  EXPECT_EQ(browser_version_from({{"product", "Chrome/120"}})->major, 120);
}

TEST(BrowserVersion, IsRefusedIfTooOldOrUnknown) {
  struct {
    Json result;
    std::string want;
  } rows[] = {
      {{{"product", "Chrome/119.0.6045.199"}},
       "the browser is too old: Chrome/119.0.6045.199, at least 120 is needed"},
      {{{"product", "HeadlessChrome"}}, "the browser's version cannot be read: \"HeadlessChrome\""},
      {{{"product", "Chrome/new\n"}}, "the browser's version cannot be read: \"Chrome/new\""},
      {{{"product", "Chrome/-5.0"}}, "the browser's version cannot be read: \"Chrome/-5.0\""},
      {{{"product", "Chrome/156x"}}, "the browser's version cannot be read: \"Chrome/156x\""},
      {{{"product", "Chrome/99999999999.0"}},
       "the browser's version cannot be read: \"Chrome/99999999999.0\""},
      {{{"product", 156}}, "the browser does not say which version it is"},
      {Json::object(), "the browser does not say which version it is"},
      {Json(), "the browser does not say which version it is"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.result.dump());
    const auto version = browser_version_from(row.result);
    ASSERT_FALSE(version);
    EXPECT_EQ(version.error().message, row.want);
  }
}

}  // namespace
}  // namespace portalprobe
