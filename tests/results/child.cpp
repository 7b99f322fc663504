#include "tests/results/child.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace portalprobe {
namespace {

std::string read_all(int fd) {
  std::string text;
  char piece[4096];
  for (ssize_t size = 0; (size = ::read(fd, piece, sizeof piece)) > 0;)
    text.append(piece, static_cast<std::size_t>(size));
  ::close(fd);
  return text;
}

[[noreturn]] void answer(int fd, const std::string& text) {
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::_exit(written ? 0 : 1);
}

}  // namespace

std::string in_child(const std::function<std::string()>& body) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child < 0) return "no fork";
  if (child == 0) {
    ::close(ends[0]);
    answer(ends[1], body());
  }
  ::close(ends[1]);
  std::string text = read_all(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return text + " (killed by signal " + std::to_string(WTERMSIG(status)) + ")";
  if (WEXITSTATUS(status) != 0) return text + " (ended with " + std::to_string(WEXITSTATUS(status)) + ")";
  return text;
}

bool mount_small_disk(const std::string& folder, const std::string& size) {
  if (::unshare(CLONE_NEWNS) != 0) return false;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return ::mount("small", folder.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
}

bool make_read_only(const std::string& folder) {
  return ::mount(nullptr, folder.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
}

}  // namespace portalprobe
