#pragma once

#include <string>

#include "core/expected.hpp"
#include "core/sweep_record.hpp"

namespace portalprobe {

/// Keeps a second process from measuring into the same store, unless both measure different shards of the
/// same number. Held until destroyed; the kernel lets go of it when the process dies, however it dies. The
/// file `<store>-lock` stays behind on purpose: removing it would let two processes lock two files of one
/// name.
class SweepLock {
 public:
  /// The error names the holder's process id where it is known. A store in memory needs no lock and gets an
  /// empty one.
  static Expected<SweepLock> acquire(const std::string& store_url, const Shard& shard);

  SweepLock(SweepLock&& other) noexcept;
  SweepLock& operator=(SweepLock&& other) noexcept;
  SweepLock(const SweepLock&) = delete;
  SweepLock& operator=(const SweepLock&) = delete;
  ~SweepLock();

 private:
  explicit SweepLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace portalprobe
