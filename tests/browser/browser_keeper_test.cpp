#include "probe/browser/browser_keeper.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <boost/asio/post.hpp>
#include <filesystem>

#include "tests/browser/running_browser.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

class BrowserKeeperTest : public support::BrowserTest {
 protected:
  BrowserOptions program(const std::string& text) {
    const std::string path = files_.write("browser", "#!/bin/sh\n" + text + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return {.program = path};
  }
  std::unique_ptr<BrowserProcess> started(BrowserKeeper& keeper, const BrowserOptions& options) {
    std::unique_ptr<BrowserProcess> process;
    keeper.start(options, [&](auto result) {
      ASSERT_TRUE(result) << result.error().message;
      process = std::move(*result);
    });
    EXPECT_EQ(process, nullptr) << "not from inside";
    EXPECT_TRUE(run_until([&] { return process != nullptr; }));
    return process;
  }
};

TEST_F(BrowserKeeperTest, LetsTheLoopGoOnWhileOneThatDoesNotListenIsEnded) {
  BrowserKeeper keeper(io_);
  const std::string ready = files_ / "ready";
  auto process = started(keeper, program("trap '' TERM; : > " + ready + "; while :; do sleep 600; done"));
  ASSERT_TRUE(process);
  ASSERT_TRUE(run_until([&] { return std::filesystem::exists(ready); }));
  const pid_t pid = process->pid();
  const auto begun = std::chrono::steady_clock::now();
  keeper.end(std::move(process));
  bool went_on = false;
  boost::asio::post(io_, [&] { went_on = true; });
  EXPECT_TRUE(run_until([&] { return went_on; }));
  // It is killed after that patience and not before; a machine that stood still for so long tells nothing.
  const bool lives = ::kill(pid, 0) == 0;
  const bool stood_still = std::chrono::steady_clock::now() - begun >= BrowserProcess::kPatience;
  EXPECT_TRUE(lives || stood_still);
  EXPECT_TRUE(run_until([&] { return ::kill(pid, 0) != 0 && std::filesystem::is_empty(temporary_.path()); }));
  EXPECT_TRUE(is_clean());
}

TEST_F(BrowserKeeperTest, SaysWhyOneDoesNotStart) {
  BrowserKeeper keeper(io_);
  std::optional<std::string> why;
  keeper.start({.program = files_ / "none"},
               [&](auto result) { why = result ? "started" : result.error().message; });
  EXPECT_TRUE(run_until([&] { return why.has_value(); }));
  EXPECT_EQ(why, "cannot start " + files_ / "none" + ": No such file or directory");
}

TEST_F(BrowserKeeperTest, LeavesNothingWhenItGoes) {
  pid_t pid = -1;
  {
    BrowserKeeper keeper(io_);
    const auto sleeper = program("exec sleep 600");  // written once: nobody may write what is being started
    auto process = started(keeper, sleeper);
    ASSERT_TRUE(process);
    pid = process->pid();
    keeper.end(std::move(process));
    // Nobody takes these: the loop does not turn any more.
    for (int i = 0; i < 3; ++i) keeper.start(sleeper, [](auto) { FAIL() << "after the end"; });
  }
  io_.restart();
  io_.poll();
  EXPECT_TRUE(is_clean());
  EXPECT_TRUE(support::processes_of(pid).empty());
}

}  // namespace
}  // namespace portalprobe
