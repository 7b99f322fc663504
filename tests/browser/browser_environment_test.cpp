#include "probe/browser/browser_environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using testing::Contains;
using testing::Not;
using testing::StartsWith;

TEST(BrowserEnvironment, HoldsNoSecretAndNothingThatChangesWhatTheBrowserDoes) {
  const char* const own[] = {
      "PATH=/bin",        "HOME=/root", "HA_NOI_TOKEN=secret", "LC_TIME=vi_VN",   "https_proxy=http://p",
      "SSLKEYLOGFILE=/k", "DISPLAY=:0", "TZ=Asia/Ho_Chi_Minh", "LD_PRELOAD=x.so", "PATHS=1",
      "nonsense",         nullptr};
  const auto theirs = browser_environment(own, "/tmp/d");
  for (const char* want : {"PATH=/bin", "LC_TIME=vi_VN", "TZ=Asia/Ho_Chi_Minh", "HOME=/tmp/d/home",
                           "TMPDIR=/tmp/d/tmp", "XDG_CACHE_HOME=/tmp/d/home/.cache"})
    EXPECT_THAT(theirs, Contains(want));
  for (const char* name : {"HOME=/root", "HA_NOI_TOKEN", "https_proxy", "SSLKEYLOGFILE", "DISPLAY",
                           "LD_PRELOAD", "PATHS", "nonsense"})
    EXPECT_THAT(theirs, Not(Contains(StartsWith(name))));
}

}  // namespace
}  // namespace portalprobe
