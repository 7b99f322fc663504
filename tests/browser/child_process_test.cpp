#include "probe/browser/child_process.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "probe/browser/last_words.hpp"
#include "probe/self/file_descriptor.hpp"
#include "tests/browser/processes.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;
constexpr microseconds kGenerous = 60s;

/// A shell that runs `script`, and what it writes to its standard error.
struct Shell {
  explicit Shell(const std::string& script, std::vector<int> descriptors = {},
                 std::vector<std::string> environment = {"PATH=/usr/bin:/bin"}) {
    WordsPipe pipe = make_words_pipe();
    ChildRequest request;
    request.program = "/bin/sh";
    request.arguments = {"-c", script};
    request.environment = std::move(environment);
    request.directory = "/tmp";
    request.error_output = pipe.write_end.get();
    request.descriptors = std::move(descriptors);
    words.emplace(std::move(pipe.read_end));
    auto started = ChildProcess::start(request);
    EXPECT_TRUE(started) << started.error().message;
    child.emplace(std::move(*started));
  }
  std::string said() {
    EXPECT_TRUE(child->wait(kGenerous));
    words->read();
    return words->text();
  }
  /// Waits for `line` to have been written.
  bool says(const std::string& line) {
    const auto deadline = std::chrono::steady_clock::now() + kGenerous;
    while (words->line() != line && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
      words->read();
    }
    return words->line() == line;
  }

  std::optional<LastWords> words;
  std::optional<ChildProcess> child;
};

using support::processes_of;

TEST(ChildProcess, TellsHowItEnded) {
  Shell leaves("exit 7");
  EXPECT_TRUE(leaves.child->wait(kGenerous));
  EXPECT_FALSE(leaves.child->is_running());
  EXPECT_EQ(leaves.child->how_it_ended(), "exit status 7");
  EXPECT_EQ(leaves.child->exit_status(), 7);

  Shell dies("kill -9 $$");
  EXPECT_TRUE(dies.child->wait(kGenerous));
  EXPECT_EQ(dies.child->how_it_ended(), "killed by signal 9 (Killed)");
  EXPECT_EQ(dies.child->exit_status(), std::nullopt);

  Shell stays("sleep 600");
  EXPECT_TRUE(stays.child->is_running());
  EXPECT_FALSE(stays.child->wait(microseconds(0)));
  EXPECT_EQ(stays.child->how_it_ended(), "");
}

TEST(ChildProcess, SaysWhyAProgramDoesNotStart) {
  struct {
    std::string program;
    std::string directory;
    std::string want;
  } rows[] = {
      {"/nonexistent/browser", "/tmp", "cannot start /nonexistent/browser: No such file or directory"},
      {"/tmp", "/tmp", "cannot start /tmp: Permission denied"},
      {"/bin/true", "/nonexistent", "cannot start /bin/true: No such file or directory"},
  };
  for (const auto& row : rows) {
    ChildRequest request;
    request.program = row.program;
    request.directory = row.directory;
    const auto child = ChildProcess::start(request);
    ASSERT_FALSE(child);
    EXPECT_EQ(child.error().message, row.want);
  }
}

TEST(ChildProcess, GetsItsDescriptorsAndNoOther) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);  // not close-on-exec, as a library might leave one
  const FileDescriptor read_end(ends[0]);
  const FileDescriptor write_end(ends[1]);
  Shell shell("exec ls /proc/self/fd >&2", {write_end.get(), read_end.get()});
  EXPECT_EQ(shell.said(), "0\n1\n2\n3\n4\n5\n");  // the last is what ls itself looks with

  Shell writes("printf hello >&3", {write_end.get()});
  EXPECT_TRUE(writes.child->wait(kGenerous));
  char text[5] = {};
  EXPECT_EQ(::read(read_end.get(), text, sizeof text), 5);
  EXPECT_EQ(std::string(text, 5), "hello");
}

TEST(ChildProcess, GetsTheRightDescriptorsWhateverTheirNumbers) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  // 3 is to become 4 and 4 is to become 3: neither may be overwritten before it is copied.
  const int low[] = {std::min(ends[0], ends[1]), std::max(ends[0], ends[1])};
  const FileDescriptor first(ends[0]);
  const FileDescriptor second(ends[1]);
  Shell shell("readlink /proc/$$/fd/3 /proc/$$/fd/4 >&2; test -w /proc/$$/fd/3", {low[1], low[0]});
  EXPECT_EQ(shell.said().substr(0, 5), "pipe:");
  EXPECT_EQ(shell.child->exit_status(), 0);
}

TEST(ChildProcess, GetsTheEnvironmentThatItIsGivenAndNoOther) {
  ::setenv("PORTAL_PROBE_TEST_SECRET", "x", 1);
  Shell shell("exec env >&2", {}, {"PATH=/usr/bin:/bin", "A=b"});
  const std::string said = shell.said();
  EXPECT_NE(said.find("A=b\n"), std::string::npos);
  EXPECT_EQ(said.find("SECRET"), std::string::npos);
  ::unsetenv("PORTAL_PROBE_TEST_SECRET");
}

TEST(ChildProcess, IsNotHeldBackBySignalsThatWeIgnore) {
  const auto before = ::signal(SIGTERM, SIG_IGN);
  sigset_t blocked;
  sigset_t was;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &was);
  Shell terminated("kill -TERM $$; exit 0");
  Shell interrupted("kill -INT $$; exit 0");
  ::signal(SIGTERM, before);
  ::pthread_sigmask(SIG_SETMASK, &was, nullptr);
  EXPECT_TRUE(terminated.child->wait(kGenerous) && interrupted.child->wait(kGenerous));
  EXPECT_EQ(terminated.child->how_it_ended(), "killed by signal 15 (Terminated)");
  EXPECT_EQ(interrupted.child->how_it_ended(), "killed by signal 2 (Interrupt)");
}

TEST(ChildProcess, EndsWithItsWholeGroup) {
  Shell shell("sleep 600 & sleep 600 & echo ready >&2; wait");
  ASSERT_TRUE(shell.says("ready"));
  const pid_t group = shell.child->pid();
  shell.child->end(kGenerous);
  EXPECT_THAT(processes_of(group), IsEmpty());
}

TEST(ChildProcess, IsKilledIfItDoesNotListen) {
  Shell shell("trap '' TERM; sleep 600 & echo ready >&2; while :; do sleep 600; done");
  ASSERT_TRUE(shell.says("ready"));
  const pid_t group = shell.child->pid();
  shell.child->end(10ms);
  EXPECT_THAT(processes_of(group), IsEmpty());
}

TEST(ChildProcess, EndsOthersOfItsGroupAfterItsOwnDeath) {
  Shell shell("sleep 600 & echo ready >&2; kill -9 $$");
  ASSERT_TRUE(shell.says("ready"));
  ASSERT_TRUE(shell.child->wait(kGenerous));
  const pid_t group = shell.child->pid();
  EXPECT_THAT(processes_of(group), SizeIs(1));
  shell.child.reset();
  EXPECT_THAT(processes_of(group), IsEmpty());
}

TEST(ChildProcess, DiesWithTheThreadThatStartedIt) {
  std::optional<Shell> shell;
  std::thread([&] { shell.emplace("sleep 600"); }).join();
  EXPECT_TRUE(shell->child->wait(kGenerous));
  EXPECT_EQ(shell->child->how_it_ended(), "killed by signal 9 (Killed)");
}

}  // namespace
}  // namespace portalprobe
