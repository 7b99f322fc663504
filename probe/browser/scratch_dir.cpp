#include "probe/browser/scratch_dir.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace portalprobe {
namespace {

namespace fs = std::filesystem;

constexpr int kMostTries = 10;
constexpr int kMostEntries = 10'000;  // of $TMPDIR that are looked at
constexpr std::chrono::milliseconds kPause{20};
constexpr std::chrono::seconds kPatience{2};

std::string parent_directory() {
  const char* const configured = std::getenv("TMPDIR");
  return configured != nullptr && *configured == '/' ? configured : "/tmp";
}

/// Processes that are just ending may still put something into it.
void remove_whole(const std::string& path) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    std::error_code error;
    fs::remove_all(path, error);
    if (!error || std::chrono::steady_clock::now() >= deadline) return;
    std::this_thread::sleep_for(kPause);
  }
}

/// The lock on a directory of ours; none if it is somebody else's, or still in use.
FileDescriptor lock_directory(const std::string& path) {
  FileDescriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!directory || ::fstat(directory.get(), &status) != 0 || status.st_uid != ::geteuid())
    return FileDescriptor();
  if (::flock(directory.get(), LOCK_EX | LOCK_NB) != 0) return FileDescriptor();
  return directory;
}

void remove_abandoned(const std::string& parent) {
  std::error_code error;
  fs::directory_iterator entry(parent, fs::directory_options::skip_permission_denied, error);
  for (int i = 0; !error && entry != fs::directory_iterator() && i < kMostEntries;
       entry.increment(error), ++i) {
    const std::string path = entry->path();
    if (!entry->path().filename().string().starts_with(ScratchDir::kPrefix)) continue;
    if (const FileDescriptor lock = lock_directory(path)) remove_whole(path);
  }
}

/// False: another probe took it for abandoned before it was locked.
bool is_still_there(const std::string& path, const FileDescriptor& directory) {
  struct stat by_name {};
  struct stat by_lock {};
  return ::stat(path.c_str(), &by_name) == 0 && ::fstat(directory.get(), &by_lock) == 0 &&
         by_name.st_ino == by_lock.st_ino && by_name.st_dev == by_lock.st_dev;
}

}  // namespace

Expected<ScratchDir> ScratchDir::make() {
  const std::string parent = parent_directory();
  remove_abandoned(parent);
  const std::string pattern = parent + "/" + kPrefix + "XXXXXX";
  for (int i = 0; i < kMostTries; ++i) {
    std::string path = pattern;
    if (::mkdtemp(path.data()) == nullptr)
      return fail(fmt::format("cannot make a directory like {}: {}", pattern, std::strerror(errno)));
    FileDescriptor lock = lock_directory(path);
    if (lock && is_still_there(path, lock)) return ScratchDir(std::move(path), std::move(lock));
  }
  return fail(fmt::format("cannot keep a directory like {}: it is removed or locked by others", pattern));
}

ScratchDir::~ScratchDir() {
  if (!path_.empty()) remove_whole(path_);
}

ScratchDir::ScratchDir(ScratchDir&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}

Expected<void> ScratchDir::make_directory(const std::string& name) const {
  std::error_code error;
  fs::create_directories(path_ + "/" + name, error);
  if (error) return fail(fmt::format("cannot make {}/{}: {}", path_, name, error.message()));
  return {};
}

Expected<void> ScratchDir::write(const std::string& name, const std::string& text) const {
  std::ofstream file(path_ + "/" + name, std::ios::binary);
  file << text;
  file.close();
  if (!file) return fail(fmt::format("cannot write {}/{}", path_, name));
  return {};
}

}  // namespace portalprobe
