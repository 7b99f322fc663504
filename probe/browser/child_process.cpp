#include "probe/browser/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <thread>

#include "probe/browser/connect_filter.hpp"
#include "probe/self/file_descriptor.hpp"

namespace portalprobe {
namespace {

/// Out of the way of the numbers that the program will have.
constexpr int kLowestOwn = 32;
constexpr int kFirstExtra = 3;
constexpr std::size_t kMostExtra = 8;
constexpr std::chrono::milliseconds kLook{2};
/// What was sent SIGKILL goes as soon as the kernel lets it.
constexpr microseconds kLastPatience = std::chrono::seconds(2);

/// What the child needs between fork and exec, where little is allowed: all of it made before.
struct Prepared {
  const char* program;
  const char* directory;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  int nothing;       ///< /dev/null
  int error_output;  ///< -1: nothing
  int extra[kMostExtra];
  int extras;
  int report;  ///< where errno goes if the program cannot be run; negative: connections cannot be held back
  int connects = -1;  ///< where what to listen on for connections goes; -1: they are not held back
  pid_t parent;
};

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

FileDescriptor duplicate(int fd) { return FileDescriptor(::fcntl(fd, F_DUPFD_CLOEXEC, kLowestOwn)); }

// ---- In the child: async-signal-safe calls only, as other threads may have held any lock at the fork
// ----------------------------------------------------------------------------------------------------

[[noreturn]] void give_up(int report, int sign = 1) {
  const int error = sign * errno;
  [[maybe_unused]] const auto written = ::write(report, &error, sizeof error);
  ::_exit(127);
}

/// What we block or ignore must not be blocked or ignored in there.
void reset_signals() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void close_all_others_at_exec(unsigned from) {
#ifdef SYS_close_range
  constexpr unsigned kCloseOnExec = 1U << 2U;  // CLOSE_RANGE_CLOEXEC
  if (::syscall(SYS_close_range, from, ~0U, kCloseOnExec) == 0) return;
#endif
  rlimit limit{};
  const bool known = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65'536;
  const int end = known ? static_cast<int>(limit.rlim_cur) : 65'536;
  for (int fd = static_cast<int>(from); fd < end; ++fd) {
    const int flags = ::fcntl(fd, F_GETFD);
    if (flags >= 0) ::fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
  }
}

void place_descriptors(const Prepared& prepared) {
  const int error_output = prepared.error_output < 0 ? prepared.nothing : prepared.error_output;
  if (::dup2(prepared.nothing, 0) < 0 || ::dup2(prepared.nothing, 1) < 0 || ::dup2(error_output, 2) < 0)
    give_up(prepared.report);
  for (int i = 0; i < prepared.extras; ++i) {
    if (::dup2(prepared.extra[i], kFirstExtra + i) < 0) give_up(prepared.report);
  }
  close_all_others_at_exec(static_cast<unsigned>(kFirstExtra + prepared.extras));
}

[[noreturn]] void become(const Prepared& prepared) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != prepared.parent) ::_exit(127);  // it died before we asked
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);  // a browser's would be hundreds of megabytes
  reset_signals();
  place_descriptors(prepared);
  if (::chdir(prepared.directory) != 0) give_up(prepared.report);
  if (prepared.connects >= 0 && !hold_back_connects(prepared.connects)) give_up(prepared.report, -1);
  ::execve(prepared.program, prepared.arguments.data(), prepared.environment.data());
  give_up(prepared.report);
}

// ---- In the parent
// ----------------------------------------------------------------------------------

/// errno of a program that could not be run; 0: it runs.
int read_report(int fd) {
  int error = 0;
  ssize_t got = 0;
  do {
    got = ::read(fd, &error, sizeof error);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof error) ? error : 0;
}

void reap(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

/// Looks without reaping: while the program is not reaped, its number, and so its group's, is nobody else's.
std::optional<siginfo_t> end_of(pid_t pid) {
  siginfo_t info{};
  const int got = ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
  if (got == 0 && info.si_pid == 0) return std::nullopt;
  return info;  // also if somebody else has reaped it
}

/// Whether the process of that /proc entry is one of the group's and has not ended.
bool lives_in(const std::filesystem::path& entry, pid_t group) {
  std::ifstream file(entry / "stat");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto name_end = text.rfind(')');  // the name before it may hold anything
  if (name_end == std::string::npos) return false;
  std::istringstream rest(text.substr(name_end + 1));
  char state = 'X';
  pid_t parent = 0;
  pid_t its_group = 0;
  rest >> state >> parent >> its_group;
  return its_group == group && state != 'Z' && state != 'X';
}

/// Zombies do not count: they hold nothing, and not every first process of a container reaps them.
bool is_group_gone(pid_t group) {
  if (::kill(-group, 0) != 0) return true;
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc", error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (std::isdigit(static_cast<unsigned char>(entry->path().filename().native().front())) != 0 &&
        lives_in(entry->path(), group))
      return false;
  }
  return true;
}

/// What the child sends us is to listen on for its connections.
struct Connects {
  FileDescriptor ours;
  FileDescriptor theirs;
};
Connects connects_channel() {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return {FileDescriptor(), FileDescriptor()};
  const FileDescriptor low(pair[1]);
  return {FileDescriptor(pair[0]), duplicate(pair[1])};
}

template <class Condition>
bool wait_until(microseconds most, const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + most;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(kLook);
  }
  return true;
}

}  // namespace

Expected<ChildProcess> ChildProcess::start(const ChildRequest& request) {
  const auto refused = [&](int error) {
    if (error < 0)
      return fail(
          fmt::format("{} is not started, as its connections could not be held back (seccomp, Linux 5.5): {}",
                      request.program, std::strerror(-error)));
    return fail(fmt::format("cannot start {}: {}", request.program, std::strerror(error)));
  };
  if (request.descriptors.size() > kMostExtra) return refused(EMFILE);
  int report[2];
  if (::pipe2(report, O_CLOEXEC) != 0) return refused(errno);
  const FileDescriptor from_child(report[0]);
  FileDescriptor to_parent(report[1]);
  std::vector<FileDescriptor> own;
  own.push_back(duplicate(to_parent.get()));
  own.emplace_back(::open("/dev/null", O_RDWR | O_CLOEXEC));
  own.push_back(duplicate(own.back().get()));
  Connects connects =
      request.hold_back_connects ? connects_channel() : Connects{FileDescriptor(), FileDescriptor()};
  if (request.hold_back_connects && !connects.theirs) return refused(errno);
  if (request.error_output >= 0) own.push_back(duplicate(request.error_output));
  for (const int fd : request.descriptors) own.push_back(duplicate(fd));
  for (const auto& fd : own) {
    if (!fd) return refused(errno);
  }

  std::vector<std::string> words = {request.program};
  words.insert(words.end(), request.arguments.begin(), request.arguments.end());
  Prepared prepared{};
  prepared.program = request.program.c_str();
  prepared.directory = request.directory.c_str();
  prepared.arguments = pointers_to(words);
  prepared.environment = pointers_to(request.environment);
  prepared.report = own[0].get();
  prepared.nothing = own[2].get();
  std::size_t next = 3;
  prepared.error_output = request.error_output >= 0 ? own[next++].get() : -1;
  for (; next < own.size(); ++next) prepared.extra[prepared.extras++] = own[next].get();
  prepared.connects = connects.theirs.get();
  prepared.parent = ::getpid();

  const pid_t pid = ::fork();
  if (pid < 0) return refused(errno);
  if (pid == 0) become(prepared);
  ::setpgid(pid, pid);  // whichever of us comes first
  own.clear();
  to_parent = FileDescriptor();
  if (const int error = read_report(from_child.get()); error != 0) {
    reap(pid);
    return refused(error);
  }
  connects.theirs = FileDescriptor();
  return ChildProcess(pid, connects.ours ? receive_connect_listener(connects.ours.get()) : FileDescriptor());
}

ChildProcess::~ChildProcess() { end(microseconds(0)); }

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), connects_(std::move(other.connects_)) {}

bool ChildProcess::is_running() const { return pid_ > 0 && !end_of(pid_); }

bool ChildProcess::wait(microseconds most) const {
  return wait_until(most, [this] { return !is_running(); });
}

std::string ChildProcess::how_it_ended() const {
  const auto info = pid_ > 0 ? end_of(pid_) : std::nullopt;
  if (!info) return "";
  if (info->si_code == CLD_EXITED) return fmt::format("exit status {}", info->si_status);
  return fmt::format("killed by signal {} ({})", info->si_status, ::strsignal(info->si_status));
}

std::optional<int> ChildProcess::exit_status() const {
  const auto info = pid_ > 0 ? end_of(pid_) : std::nullopt;
  if (!info || info->si_code != CLD_EXITED) return std::nullopt;
  return info->si_status;
}

void ChildProcess::end(microseconds patience) {
  if (pid_ <= 0) return;
  if (patience > microseconds(0)) {
    ::kill(-pid_, SIGTERM);
    wait(patience);
  }
  ::kill(-pid_, SIGKILL);  // before the program is reaped: the group is still ours for sure
  reap(pid_);
  // The others are their new parent's to reap; until they are gone they may still hold files.
  wait_until(kLastPatience, [this] { return is_group_gone(pid_); });
  pid_ = -1;
}

}  // namespace portalprobe
