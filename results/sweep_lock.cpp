#include "results/sweep_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>
#include <thread>
#include <utility>

#include "results/store.hpp"

namespace portalprobe {
namespace {

// Places in the lock file. The locks lie far behind its end: only the notes of process ids are bytes that
// exist.
constexpr off_t kNote = 16;                 // bytes of one shard's note
constexpr std::uint32_t kNotes = 4096;      // shards that leave one
constexpr off_t kGuard = off_t{1} << 32U;   // held while somebody looks and takes
constexpr off_t kCounts = off_t{1} << 33U;  // + N: shared by all that measure as one of N
constexpr off_t kShards = off_t{1} << 34U;  // + I: shard I
constexpr off_t kSpan = off_t{1} << 32U;    // how many N or I there can be

struct flock range(short type, off_t from, off_t length) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = from;
  lock.l_len = length;
  return lock;
}

/// Locks of an open file description: of this `open`, not of the whole process, and dropped with its last
/// descriptor.
bool take(int fd, short type, off_t at) {
  auto lock = range(type, at, 1);
  return ::fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

/// Where, in [from, from + length), somebody else holds a lock of any kind.
std::optional<off_t> held_by_others(int fd, off_t from, off_t length) {
  if (length <= 0) return std::nullopt;
  auto lock = range(F_WRLCK, from, length);
  if (::fcntl(fd, F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return std::nullopt;
  return lock.l_start;
}

/// Others hold the guard for microseconds; one that was stopped just then must not hang us for ever.
bool take_guard(int fd) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!take(fd, F_WRLCK, kGuard)) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

void leave_note(int fd, std::uint32_t shard) {
  if (shard >= kNotes) return;
  std::string note = std::to_string(::getpid());
  note.resize(kNote, ' ');
  // A note that cannot be written only makes another process's message poorer.
  (void)!::pwrite(fd, note.data(), note.size(), kNote * static_cast<off_t>(shard));
}

std::optional<long> read_note(int fd, std::uint64_t shard) {
  char note[kNote] = {};
  if (shard >= kNotes || ::pread(fd, note, sizeof note, kNote * static_cast<off_t>(shard)) <= 0)
    return std::nullopt;
  long pid = 0;
  if (std::from_chars(note, note + sizeof note, pid).ec != std::errc()) return std::nullopt;
  return pid;
}

/// The shard of the first other holder, if anyone conflicts with `shard`.
std::optional<std::uint64_t> conflict(int fd, const Shard& shard) {
  const off_t own_count = kCounts + static_cast<off_t>(shard.count);
  const off_t own_shard = kShards + static_cast<off_t>(shard.index);
  const bool other_count = held_by_others(fd, kCounts, own_count - kCounts) ||
                           held_by_others(fd, own_count + 1, kCounts + kSpan - own_count - 1);
  const auto found = other_count ? held_by_others(fd, kShards, kSpan) : held_by_others(fd, own_shard, 1);
  if (found) return static_cast<std::uint64_t>(*found - kShards);
  return std::nullopt;
}

Error refusal(int fd, const std::string& path, std::uint64_t holder, const Shard& shard) {
  const auto pid = read_note(fd, holder);
  const std::string who = pid ? fmt::format("process {}", *pid) : "another process";
  const std::string as = shard.count > 1 ? fmt::format(" (shards {}/{} and {} of its own cannot share it)",
                                                       shard.index, shard.count, holder)
                                         : "";
  return {fmt::format("'{}': {} is measuring into this store{}: wait for it, or use another store", path, who,
                      as)};
}

Expected<void> lock_shard(int fd, const std::string& path, const Shard& shard) {
  if (!take_guard(fd)) return fail(fmt::format("'{}-lock' is held by a process that does not go on", path));
  if (const auto holder = conflict(fd, shard)) return tl::unexpected(refusal(fd, path, *holder, shard));
  if (!take(fd, F_RDLCK, kCounts + static_cast<off_t>(shard.count)) ||
      !take(fd, F_WRLCK, kShards + static_cast<off_t>(shard.index))) {
    return fail(fmt::format("cannot lock '{}-lock': {}", path, std::strerror(errno)));
  }
  leave_note(fd, shard.index);
  (void)take(fd, F_UNLCK, kGuard);
  return {};
}

/// The store's own name, past symbolic links: two names of one store must meet in one lock.
std::string real_path(const std::string& path) {
  std::error_code ignored;
  const auto real = std::filesystem::weakly_canonical(path, ignored);
  return ignored ? path : real.string();
}

}  // namespace

Expected<SweepLock> SweepLock::acquire(const std::string& store_url, const Shard& shard) {
  const auto given = store_path(store_url);
  if (!given) return tl::unexpected(given.error());
  if (given->empty()) return SweepLock(-1);

  const std::string path = real_path(*given);
  const int fd = ::open((path + "-lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return fail(fmt::format("cannot lock '{}-lock': {}", path, std::strerror(errno)));
  SweepLock lock(fd);
  if (const auto locked = lock_shard(fd, path, shard); !locked) return tl::unexpected(locked.error());
  return lock;
}

SweepLock::SweepLock(SweepLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

SweepLock& SweepLock::operator=(SweepLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

SweepLock::~SweepLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace portalprobe
