#include "probe/browser/browser_engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "probe/self/usable_processors.hpp"
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
    make_of("#!/bin/sh\necho launched >> " + launches_ + "\n" + script);
  }
  void make_of(const std::string& text) {
    const std::string path = files_.write("browser", text + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    ProbeSettings settings;
    settings.resolvers = {"127.0.0.1:9"};
    settings.cores_per_visit = 1;
    engine_ = std::make_unique<BrowserEngine>(
        io_, clock_, BrowserEngineOptions{settings, {}, "", PageRules::built_in(), path});
  }
  /// One that opens tabs and shows no page in them. `on_navigate` and `on_dispose` are Python's: `launch` is
  /// its number from 1, `pages` are the sessions and URLs so far; crash(session) ends a visit by itself.
  void make_talking(const std::string& on_navigate, const std::string& on_dispose = "pass") {
    make_of("#!/usr/bin/env python3\nlaunches = '" + launches_ + R"('
import json, os
open(launches, 'a').write('launched\n')
launch = open(launches).read().count('launched')
pages, made, buffer = [], 0, b''
def say(message): os.write(4, json.dumps(message).encode() + b'\0')
def crash(session): say({'method': 'Inspector.targetCrashed', 'params': {}, 'sessionId': session})
def navigated():
  )" + on_navigate +
            R"(
def disposed(context):
  )" + on_dispose +
            R"(
while piece := os.read(3, 65536):
  *messages, buffer = (buffer + piece).split(b'\0')
  for call in map(json.loads, messages):
    method, params, result = call['method'], call.get('params', {}), {}
    if method == 'Browser.getVersion': result = {'product': 'HeadlessChrome/156.0.1', 'revision': '@1'}
    if method == 'Target.createBrowserContext': made += 1; result = {'browserContextId': 'C%d' % made}
    if method == 'Target.createTarget': result = {'targetId': 'T' + params['browserContextId'][1:]}
    if method == 'Target.attachToTarget': result = {'sessionId': 'S' + params['targetId'][1:]}
    reply = {'id': call['id'], 'result': result}
    if 'sessionId' in call: reply['sessionId'] = call['sessionId']
    if method == 'Target.disposeBrowserContext' and disposed(params['browserContextId']):
      reply = {'id': call['id'], 'error': {'message': 'no'}}
    say(reply)
    if method == 'Page.navigate': pages.append((call['sessionId'], params['url'])); navigated()
)");
  }
  ProbeId visit(IpFamily family = IpFamily::ipv4, std::uint16_t target = 0) {
    PlannedMeasurement planned;
    planned.target = target;
    planned.engine = EngineKind::browser;
    planned.ip_family = family;
    return engine_->start(portal_, planned, {}, [this](const Measurement& measurement) {
      ends_.push_back(std::string(to_string(measurement.sample.outcome)) + ": " + measurement.sample.detail);
      started_.push_back(measurement.started);
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
  std::vector<SteadyTime> started_;
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
  const SteadyTime asked = clock_.steady();
  ASSERT_TRUE(wait_for_ends(3));
  for (const auto started : started_) EXPECT_LE(started, asked) << "what waited is held, and not late";
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

// Every visit of a browser became a failure of ours when one of them could not be closed.
TEST_F(BrowserEngineTest, LetsTheOthersEndInABrowserThatDoesNotLetGoOfOne) {
  if (usable_processors() < 2) GTEST_SKIP() << "visits run one at a time here";
  make_talking("if launch == 2 or len(pages) == 2: crash(pages[0][0])",
               "\n  if launch == 2: return False\n"
               "  if len(pages) == 2 and context[1:] == pages[0][0][1:]: crash(pages[1][0]); return True");
  visit();
  visit();
  ASSERT_TRUE(wait_for_ends(2));
  EXPECT_THAT(ends_, Each("probe_error: the browser's tab crashed"));
  EXPECT_EQ(launches(), 1u);
  visit();
  ASSERT_TRUE(wait_for_ends(3));
  EXPECT_EQ(launches(), 2u) << "the next visit gets a new one";
}

TEST_F(BrowserEngineTest, BeginsVisitsOnceMoreThatWereTogetherInABrowserThatWent) {
  if (usable_processors() < 2) GTEST_SKIP() << "visits run one at a time here";
  Target fatal;
  fatal.url = "http://portal.test/fatal";
  portal_.targets.push_back(fatal);
  make_talking(
      "\n  if launch == 1 and len(pages) < 2: return\n"
      "  if 'fatal' in pages[-1][1] or launch == 1: os._exit(1)\n"
      "  crash(pages[-1][0])");
  visit();
  visit(IpFamily::ipv4, 1);
  ASSERT_TRUE(wait_for_ends(2));
  EXPECT_THAT(ends_, testing::UnorderedElementsAre("probe_error: the browser's tab crashed",
                                                   HasSubstr("probe_error: the browser has gone")));
  EXPECT_LE(launches(), 3u);
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
