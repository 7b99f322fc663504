#include "probe/browser/browser_flags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/browser/browser_process.hpp"

namespace portalprobe {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(BrowserFlags, AlwaysKeepTheBrowserQuietAndItsFilesTogether) {
  const auto flags = browser_flags({}, {.profile = "/tmp/d/profile"});
  for (const char* want : {"--headless", "--remote-debugging-pipe", "--user-data-dir=/tmp/d/profile",
                           "--disable-quic", "--disable-background-networking", "--disable-component-update",
                           "--disable-sync", "--no-first-run", "--no-proxy-server"})
    EXPECT_THAT(flags, Contains(want));
  EXPECT_THAT(flags, Contains(HasSubstr("HttpsUpgrades")));
  EXPECT_THAT(flags, Not(Contains(StartsWith("--ignore-certificate-errors"))));
}

TEST(BrowserFlags, FollowOptionsAndSurroundings) {
  BrowserOptions plain;
  BrowserOptions mapped;
  mapped.host_rules = {"MAP a.test 127.0.0.1:1", "MAP * ^NOTFOUND"};
  struct {
    BrowserOptions options;
    BrowserSurroundings around;
    std::string flag;
    bool want;
  } rows[] = {
      {plain, {.as_root = false}, "--no-sandbox", false},
      {plain, {.as_root = true}, "--no-sandbox", true},
      {plain, {.small_shm = false}, "--disable-dev-shm-usage", false},
      {plain, {.small_shm = true}, "--disable-dev-shm-usage", true},
      {mapped, {}, "--host-resolver-rules=MAP a.test 127.0.0.1:1,MAP * ^NOTFOUND", true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.flag);
    const auto flags = browser_flags(row.options, row.around);
    EXPECT_EQ(std::count(flags.begin(), flags.end(), row.flag), row.want ? 1 : 0);
  }
}

}  // namespace
}  // namespace portalprobe
