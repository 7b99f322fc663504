/// A slow disk, for LD_PRELOAD: what SQLite does to its files (pwrite, fsync, fdatasync) takes longer by a
/// set time.
///
///   SLOW_DISK_SYNC_US    added to each fsync and fdatasync
///   SLOW_DISK_WRITE_US   added to each pwrite
///   SLOW_DISK_REPORT     a file that tells, at the end, how many calls were delayed and by how much
///
/// Sockets are written by other calls, so measuring is not slowed.
#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace {

using std::chrono::microseconds;

microseconds setting(const char* name) {
  const char* text = std::getenv(name);
  return microseconds(text ? std::atoll(text) : 0);
}

std::atomic<long long> delayed_calls{0};
std::atomic<long long> delayed_us{0};

void delay_by(microseconds duration) {
  std::this_thread::sleep_for(duration);
  ++delayed_calls;
  delayed_us += duration.count();
}

void delay_sync() {
  static const microseconds duration = setting("SLOW_DISK_SYNC_US");
  delay_by(duration);
}

void delay_write() {
  static const microseconds duration = setting("SLOW_DISK_WRITE_US");
  delay_by(duration);
}

/// The function of that name that would have been called without us.
template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

struct Report {
  ~Report() {
    const char* file = std::getenv("SLOW_DISK_REPORT");
    std::FILE* out = file ? std::fopen(file, "w") : nullptr;
    if (!out) return;
    std::fprintf(out, "calls=%lld delayed_us=%lld\n", delayed_calls.load(), delayed_us.load());
    std::fclose(out);
  }
} report_at_exit;

}  // namespace

extern "C" {

int fsync(int fd) {
  static const auto original = next<int(int)>("fsync");
  delay_sync();
  return original(fd);
}

int fdatasync(int fd) {
  static const auto original = next<int(int)>("fdatasync");
  delay_sync();
  return original(fd);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
  static const auto original = next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  delay_write();
  return original(fd, bytes, size, offset);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off_t offset) {
  static const auto original = next<ssize_t(int, const void*, size_t, off_t)>("pwrite64");
  delay_write();
  return original(fd, bytes, size, offset);
}
}
