#include "probe/browser/browser_engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/browser/running_browser.hpp"

namespace portalprobe {
namespace {

using testing::Each;
using testing::HasSubstr;

/// An engine whose browser is a script.
class BrowserEngineTest : public support::BrowserTest {
 protected:
  BrowserEngineTest() {
    portal_.id = "portal";
    Target target;
    target.url = "http://portal.test/";
    portal_.targets = {target};
  }

  /// Its launches are counted.
  void make(const std::string& script) {
    const std::string path =
        files_.write("browser", "#!/bin/sh\necho launched >> " + launches_ + "\n" + script + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    ProbeSettings settings;
    settings.resolvers = {"127.0.0.1:9"};
    engine_ = std::make_unique<BrowserEngine>(
        io_, clock_, BrowserEngineOptions{settings, {}, "", PageRules::built_in(), path});
  }
  ProbeId visit(IpFamily family = IpFamily::ipv4) {
    PlannedMeasurement planned;
    planned.engine = EngineKind::browser;
    planned.ip_family = family;
    return engine_->start(portal_, planned, {}, [this](const Measurement& measurement) {
      ends_.push_back(std::string(to_string(measurement.sample.outcome)) + ": " + measurement.sample.detail);
    });
  }
  bool wait_for_ends(std::size_t count) {
    return run_until([&] { return ends_.size() >= count; });
  }
  std::size_t launches() const {
    std::ifstream file(launches_);
    return static_cast<std::size_t>(std::distance(std::istream_iterator<std::string>(file), {}));
  }

  const std::string launches_ = files_ / "launches";
  const SystemClock clock_;
  Portal portal_;
  std::vector<std::string> ends_;
  std::unique_ptr<BrowserEngine> engine_;
};

TEST_F(BrowserEngineTest, StartsNoBrowserBeforeAVisitNeedsOne) {
  make("exit 1");
  io_.run_one_for(std::chrono::milliseconds(1));
  engine_.reset();
  EXPECT_EQ(launches(), 0u);
}

TEST_F(BrowserEngineTest, TriesABrowserThatDoesNotStartOnceForAllThatWait) {
  make("echo 'no usable sandbox' >&2; exit 1");
  for (int i = 0; i < 3; ++i) visit();
  ASSERT_TRUE(wait_for_ends(3));
  EXPECT_THAT(ends_, Each(HasSubstr("probe_error: the browser does not start")));
  EXPECT_THAT(ends_, Each(HasSubstr("no usable sandbox")));
  EXPECT_EQ(launches(), 1u);
  visit();
  ASSERT_TRUE(wait_for_ends(4));
  EXPECT_EQ(launches(), 2u) << "the next visit tries again";
  engine_.reset();
  EXPECT_TRUE(is_clean());
}

TEST_F(BrowserEngineTest, HasABrowserForEachFamily) {
  make("exit 1");
  for (const auto family : {IpFamily::ipv4, IpFamily::ipv6, IpFamily::ipv4, IpFamily::ipv6}) visit(family);
  ASSERT_TRUE(wait_for_ends(4));
  EXPECT_EQ(launches(), 2u);
}

TEST_F(BrowserEngineTest, SaysOfATooOldBrowserWhichItIs) {
  make(
      "head -c 20 <&3 >/dev/null; printf '{\"id\":1,\"result\":{\"product\":\"HeadlessChrome/90.0.1\"}}\\0' "
      ">&4;"
      "exec sleep 600");
  visit();
  ASSERT_TRUE(wait_for_ends(1));
  EXPECT_THAT(ends_,
              Each("probe_error: the browser is too old: HeadlessChrome/90.0.1, at least 120 is needed"));
  engine_.reset();
  EXPECT_TRUE(is_clean());
}

TEST_F(BrowserEngineTest, CancelsWhatWaitsForABrowser) {
  make("exec sleep 600");
  const ProbeId first = visit();
  visit();
  ASSERT_TRUE(run_until([&] { return launches() == 1; }));
  engine_->cancel(first);
  ASSERT_TRUE(wait_for_ends(1));
  EXPECT_THAT(ends_, Each(HasSubstr("cancelled")));
  engine_.reset();
  EXPECT_EQ(ends_.size(), 1u);
  EXPECT_TRUE(is_clean());
}

TEST_F(BrowserEngineTest, RefusesWhatNoBrowserDoes) {
  make("exit 1");
  portal_.proxy = Secret("socks5://user:secret@127.0.0.1:1080");
  visit();
  ASSERT_TRUE(wait_for_ends(1));
  EXPECT_THAT(ends_, Each(HasSubstr("page_engine: network")));
  EXPECT_EQ(launches(), 0u);
}

}  // namespace
}  // namespace portalprobe
