#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "probe/browser/browser_trial.hpp"
#include "probe/browser/browser_version.hpp"
#include "probe/browser/vietnamese_fonts.hpp"
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

TEST_F(ChromiumTest, IsTriedAndEndedAgain) {
  const auto version = try_browser();
  ASSERT_TRUE(version) << version.error().message;
  EXPECT_GE(version->major, BrowserVersion::kOldest);
  EXPECT_EQ(version->revision.rfind('@', 0), 0u) << version->revision;
  EXPECT_TRUE(is_clean());
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

// A box stands for any letter that no font has: such letters look the same.
TEST_F(ChromiumTest, PaintsEveryVietnameseLetter) {
  if (has_vietnamese_fonts() != true) GTEST_SKIP() << "no fonts: scripts/install-deps --browser";
  start(nowhere());
  const std::string session = open_tab();
  const std::string script = R"js((() => {
    const letters = [];
    for (const base of 'aăâeêioôơuưyAĂÂEÊIOÔƠUƯY') {
      for (const mark of ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323']) letters.push((base + mark).normalize('NFC'));
    }
    letters.push('đ', 'Đ', '\u20ab');
    const canvas = new OffscreenCanvas(80, 80);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const look = (text, font) => {
      context.clearRect(0, 0, 80, 80);
      context.font = font;
      context.fillText(text, 10, 60);
      return context.getImageData(0, 0, 80, 80).data.join();
    };
    const boxes = [];
    for (const family of ['sans-serif', 'serif', 'monospace', 'Arial', 'Times New Roman', 'Segoe UI']) {
      for (const weight of [400, 700]) {
        const font = `${weight} 40px ${family}`;
        const box = look('\u{10FFFD}', font);
        if (look('\u{10FFFC}', font) !== box) return 'two boxes differ';
        for (const letter of letters) if (look(letter, font) === box) boxes.push(`${letter} in ${font}`);
      }
    }
    return letters.length + ' letters, boxes: ' + boxes.join(', ');
  })())js";
  const Json result =
      result_of("Runtime.evaluate", {{"expression", script}, {"returnByValue", true}}, session);
  EXPECT_EQ(result.value("result", Json::object()).value("value", result.dump()), "147 letters, boxes: ");
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
