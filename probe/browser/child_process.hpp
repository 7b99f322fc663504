#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/expected.hpp"
#include "probe/self/file_descriptor.hpp"

namespace portalprobe {

/// A program to run, and all that it gets from us.
struct ChildRequest {
  std::string program;                   ///< path
  std::vector<std::string> arguments;    ///< without the program's own name
  std::vector<std::string> environment;  ///< NAME=value; nothing else of our own environment
  std::string directory;                 ///< to work in
  int error_output = -1;                 ///< its descriptor 2; -1: nothing. Its input and output are nothing.
  /// Its descriptors 3, 4 and so on, as many as there are. All others of ours stay ours.
  std::vector<int> descriptors;
  /// Each of its connections, and of those that it starts, waits for a ConnectWatch: see connect_filter.hpp.
  bool hold_back_connects = false;
};

/// A program that runs in a process group of its own, which ends with this. It is killed when the *thread*
/// that started it ends (that is how PR_SET_PDEATHSIG counts): start it on one that stays. One thread.
class ChildProcess {
 public:
  /// Returns once the program runs, or with why it does not.
  static Expected<ChildProcess> start(const ChildRequest& request);
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;

  pid_t pid() const { return pid_; }
  /// For a ConnectWatch; none unless it was asked for, or if it was taken already.
  FileDescriptor take_connect_listener() { return std::exchange(connects_, FileDescriptor()); }
  /// The program itself; others of its group may live on.
  bool is_running() const;
  /// False if it still runs then. Blocks.
  bool wait(microseconds most) const;
  /// "exit status 1", "killed by signal 9 (Killed)"; empty while it runs.
  std::string how_it_ended() const;
  /// 0 and above: its exit status; absent while it runs, or if a signal ended it.
  std::optional<int> exit_status() const;
  /// Ends the whole group and waits for that: SIGTERM, `patience` for the program, SIGKILL. Blocks. `pid` is
  /// void afterwards.
  void end(microseconds patience);

 private:
  ChildProcess(pid_t pid, FileDescriptor connects) : pid_(pid), connects_(std::move(connects)) {}

  pid_t pid_;
  FileDescriptor connects_;
};

}  // namespace portalprobe
