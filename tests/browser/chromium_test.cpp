#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "probe/browser/browser_version.hpp"
#include "tests/browser/running_browser.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/loopback_server.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;

/// A real one; every name leads to this machine.
class ChromiumTest : public support::BrowserTest {
 protected:
  void SetUp() override {
    if (const auto found = find_browser(); !found) GTEST_SKIP() << found.error().message;
  }

  static BrowserOptions options_for(const support::LoopbackServer& server) {
    BrowserOptions options;
    options.host_rules = {"MAP * " + server.authority()};
    return options;
  }
  static BrowserOptions nowhere() {
    BrowserOptions options;
    options.host_rules = {"MAP * ^NOTFOUND"};
    return options;
  }

  /// The session of a fresh tab.
  std::string open_tab() {
    const std::string context = result_of("Target.createBrowserContext").value("browserContextId", "");
    const std::string target =
        result_of("Target.createTarget", {{"url", "about:blank"}, {"browserContextId", context}})
            .value("targetId", "");
    return result_of("Target.attachToTarget", {{"targetId", target}, {"flatten", true}})
        .value("sessionId", "");
  }
  /// What came of it: empty, or as net::ERR_FAILED.
  std::string navigate(const std::string& session, const std::string& url) {
    return result_of("Page.navigate", {{"url", url}}, session).value("errorText", "");
  }
};

TEST_F(ChromiumTest, StartsAndSaysItsVersion) {
  start(nowhere());
  const auto version = browser_version_from(result_of("Browser.getVersion"));
  ASSERT_TRUE(version) << version.error().message;
  EXPECT_GE(version->major, BrowserVersion::kOldest);
  EXPECT_THAT(version->product, HasSubstr("Chrome/"));
  EXPECT_TRUE(process_->is_running());
  EXPECT_TRUE(stop_leaves_nothing());
}

TEST_F(ChromiumTest, HasFlatSessionsAndTheirEvents) {
  start(nowhere());
  const std::string session = open_tab();
  std::optional<std::string> url;
  devtools_->listen(session, [&](const std::string& method, const Json& params) {
    if (method == "Page.frameNavigated") url = params.at("frame").at("url").get<std::string>();
  });
  result_of("Page.enable", Json::object(), session);
  EXPECT_EQ(navigate(session, "data:text/html,hello"), "");
  EXPECT_TRUE(run_until([&] { return url.has_value(); }));
  EXPECT_EQ(url, "data:text/html,hello");
  const auto refused = answer_to("No.such", Json::object(), session);
  ASSERT_TRUE(refused && !*refused);
  EXPECT_THAT(refused->error().message, HasSubstr("No.such: 'No.such' wasn't found"));
  EXPECT_TRUE(stop_leaves_nothing());
}

// What a script may have in its strings must not end our conversation with the browser.
TEST_F(ChromiumTest, SurvivesWhatPagesCanMakeItSay) {
  start(nowhere());
  const std::string session = open_tab();
  std::vector<Json> said;
  devtools_->listen(session, [&](const std::string& method, const Json& params) {
    if (method == "Runtime.consoleAPICalled") said.push_back(params.at("args").at(0).at("value"));
  });
  result_of("Runtime.enable", Json::object(), session);
  const std::string script =
      "console.log('a\\ud800b'); console.log('\\0'); console.log('x'.repeat(70e6)); console.log('last')";
  result_of("Runtime.evaluate", {{"expression", script}}, session);
  ASSERT_TRUE(run_until([&] { return !said.empty() && said.back() == "last"; }));
  EXPECT_THAT(said, testing::ElementsAre("a\xEF\xBF\xBD"
                                         "b",
                                         std::string(1, '\0'), "last"));
  EXPECT_GE(devtools_->left_out(), 1u);
}

TEST_F(ChromiumTest, KilledFromOutsideHasEndedAndLeavesNothing) {
  start(nowhere());
  open_tab();
  ASSERT_EQ(::kill(process_->pid(), SIGKILL), 0);
  EXPECT_EQ(wait_for_end(), "the browser has gone");
  EXPECT_TRUE(run_until([&] { return !process_->is_running(); }));
  EXPECT_EQ(process_->how_it_ended(), "killed by signal 9 (Killed)");
  EXPECT_TRUE(stop_leaves_nothing());
}

TEST_F(ChromiumTest, ThatCrashesLeavesNothing) {
  start(nowhere());
  call("Browser.crash");
  EXPECT_EQ(wait_for_end(), "the browser has gone");
  EXPECT_TRUE(stop_leaves_nothing());
}

TEST_F(ChromiumTest, EndsByItselfWhenWeHaveGone) {
  start(nowhere());
  open_tab();
  devtools_.reset();  // as when our process dies
  EXPECT_TRUE(run_until([&] { return !process_->is_running(); }));
  EXPECT_TRUE(run_until([&] { return support::processes_with(process_->directory()).empty(); }));
}

class ChromiumTrustTest : public ChromiumTest {
 protected:
  void SetUp() override {
    ChromiumTest::SetUp();
    if (!find_program("certutil")) GTEST_SKIP() << "certutil is missing: scripts/install-deps --browser";
    support::ServerOptions options;
    options.tls = support::TlsOptions{.identity = pki_.identity()};
    server_.emplace(options);
    server_->otherwise(
        {support::respond({.headers = {{"Content-Type", "text/html"}}, .body = "<title>Reached</title>"})});
  }
  std::string page() const { return "https://portal.test/"; }

  support::TestPki pki_;
  std::optional<support::LoopbackServer> server_;
};

TEST_F(ChromiumTrustTest, RefusesAnUnknownAuthority) {
  start(options_for(*server_));
  EXPECT_EQ(navigate(open_tab(), page()), "net::ERR_CERT_AUTHORITY_INVALID");
}

TEST_F(ChromiumTrustTest, TrustsAllAuthoritiesOfAFile) {
  BrowserOptions options = options_for(*server_);
  const support::TestPki other;
  options.ca_files = {
      files_.write("ca.pem", other.root().certificate_pem() + "\n" + pki_.root().certificate_pem())};
  start(options);
  const std::string session = open_tab();
  EXPECT_EQ(navigate(session, page()), "");
  EXPECT_EQ(server_->requests("/").size(), 1u);
  EXPECT_TRUE(stop_leaves_nothing());
}

TEST_F(ChromiumTrustTest, StillRefusesWhatATrustedAuthorityDidNotSignForThatName) {
  BrowserOptions options = options_for(*server_);
  options.ca_files = {files_.write("ca.pem", pki_.root().certificate_pem())};
  start(options);
  EXPECT_EQ(navigate(open_tab(), "https://other.test/"), "net::ERR_CERT_COMMON_NAME_INVALID");
}

}  // namespace
}  // namespace portalprobe
