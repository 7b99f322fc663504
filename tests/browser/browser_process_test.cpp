#include "probe/browser/browser_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "probe/browser/browser_trial.hpp"
#include "tests/browser/running_browser.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using BrowserProcessTest = support::BrowserTest;

/// An executable script that stands in for the browser.
std::string script(const support::TempDir& dir, const std::string& text) {
  const std::string path = dir.write("browser", "#!/bin/sh\n" + text + "\n");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

TEST_F(BrowserProcessTest, ThatIsMissingSaysHowToInstallIt) {
  const support::EnvironmentVariable path("PATH", files_.path().c_str());
  const auto found = find_browser();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "chromium-headless-shell is missing: scripts/install-deps --browser");
  const auto started = BrowserProcess::start({});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error(), found.error());
}

TEST_F(BrowserProcessTest, TakesTheHeadlessShellBeforeChromium) {
  const support::EnvironmentVariable path("PATH", files_.path().c_str());
  for (const char* name : {"chromium", "chromium-headless-shell"}) {
    files_.write(name, "x");
    EXPECT_NE(find_browser().value_or(""), files_ / name) << "not executable";
    std::filesystem::permissions(files_ / name, std::filesystem::perms::owner_all);
    EXPECT_EQ(find_browser().value_or(""), files_ / name);
  }
}

TEST_F(BrowserProcessTest, ThatCannotBeStartedSaysSo) {
  const auto started = BrowserProcess::start({.program = files_ / "none"});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message, "cannot start " + files_ / "none" + ": No such file or directory");
  EXPECT_TRUE(is_clean());
}

TEST_F(BrowserProcessTest, ThatExitsAtOnceHasEnded) {
  start({.program = "/bin/false"});
  EXPECT_EQ(wait_for_end(), "the browser has gone");
  EXPECT_EQ(answer_to("Browser.getVersion"), std::nullopt);
  EXPECT_TRUE(is_over());
  EXPECT_TRUE(run_until([&] { return !process_->is_running(); }));  // its sockets close first
  EXPECT_EQ(process_->how_it_ended(), "exit status 1");
  EXPECT_TRUE(stop_leaves_nothing());
}

TEST_F(BrowserProcessTest, ThatTalksNonsenseHasEnded) {
  start({.program = script(files_, "printf 'hello world\\0' >&4; exec sleep 600")});
  EXPECT_EQ(wait_for_end(), "the browser says what is no message: \"hello world\"");
  EXPECT_TRUE(process_->is_running());
  EXPECT_TRUE(stop_leaves_nothing());
}

TEST_F(BrowserProcessTest, GetsCommandsOnDescriptorThree) {
  start({.program = script(files_, "head -c 50 <&3 >&2; exec sleep 600")});
  call("Browser.getVersion");
  EXPECT_TRUE(run_until([&] { return !process_->last_words().empty(); }));
  EXPECT_EQ(process_->last_words(), R"({"id":1,"method":"Browser.getVersion","params":{}})");
}

TEST_F(BrowserProcessTest, ThatComplainsIsHeard) {
  start({.program =
             script(files_,
                    "i=0; while [ $i -lt 3000 ]; do echo 'a line of thirty-odd characters' >&2; i=$((i+1)); "
                    "done; echo 'no usable sandbox!' >&2; echo >&2; exit 3")});
  process_->listen_to_complaints(io_);
  EXPECT_EQ(wait_for_end(), "the browser has gone");
  EXPECT_TRUE(run_until([&] { return !process_->is_running(); }));
  EXPECT_EQ(process_->last_words(), "no usable sandbox!");
  EXPECT_EQ(process_->how_it_ended(), "exit status 3");
}

TEST_F(BrowserProcessTest, ThatDoesNotListenIsKilledWithItsChildren) {
  start({.program = script(files_,
                           "trap '' TERM; (trap '' TERM; sleep 600; sleep 600) & printf '{}\\0' >&4; "
                           "while :; do sleep 600; done")});
  EXPECT_TRUE(run_until([&] { return devtools_->left_out() == 1; }));  // it has come to ignore SIGTERM
  EXPECT_TRUE(stop_leaves_nothing());
}

TEST_F(BrowserProcessTest, HasAHomeOfItsOwnAndNoneOfOurSecrets) {
  const support::EnvironmentVariable secret("HA_NOI_TOKEN", "secret");
  const std::string out = files_ / "seen";
  start({.program = script(files_, "env > " + out + ".part; pwd >> " + out + ".part; mv " + out + ".part " +
                                       out + "; exec sleep 600")});
  ASSERT_TRUE(run_until([&] { return std::filesystem::exists(out); }));
  const std::string seen = files_.read("seen");
  EXPECT_THAT(seen, HasSubstr("\nHOME=" + process_->directory() + "/home\n"));
  EXPECT_THAT(seen, testing::Not(HasSubstr("secret")));
  EXPECT_TRUE(std::filesystem::is_directory(process_->directory() + "/home"));
}

// A trial without the watch succeeded where every visit was going to fail for it.
TEST_F(BrowserProcessTest, IsTriedAsVisitsHaveIt) {
  const std::string path = files_.write(
      "chromium-headless-shell",
      "#!/bin/sh\nPATH=/usr/bin:/bin\nhead -c 20 <&3 >/dev/null\n"
      "grep -q '^NoNewPrivs:.*1' /proc/self/status || { echo 'not held back' >&2; exit 1; }\n"
      "printf '{\"id\":1,\"result\":{\"product\":\"HeadlessChrome/156.0.1\",\"revision\":\"@1\"}}\\0' >&4\n"
      "exec sleep 600\n");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  const support::EnvironmentVariable alone("PATH", files_.path().c_str());
  const auto version = try_browser();
  ASSERT_TRUE(version) << version.error().message;
  EXPECT_EQ(version->major, 156);
}

TEST_F(BrowserProcessTest, WithACaFileThatIsNoneIsNotStarted) {
  const auto started =
      BrowserProcess::start({.program = "/bin/false", .ca_files = {files_.write("ca.pem", "nothing")}});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message, files_ / "ca.pem" + " holds no certificate");
  EXPECT_TRUE(is_clean());
}

}  // namespace
}  // namespace portalprobe
