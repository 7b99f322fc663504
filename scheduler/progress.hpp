#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/clock.hpp"

namespace portalprobe {

/// Where a sweep stands. Numbers of one moment, give or take what happens while they are read.
struct SweepProgress {
  std::uint64_t planned = 0;
  std::uint64_t started = 0;
  std::uint64_t finished = 0;  ///< started ones that gave a sample
  std::uint64_t skipped = 0;   ///< samples of what was not sent: maintenance, back-off
  std::uint64_t cancelled = 0;
  std::uint64_t failures = 0;   ///< of the finished ones, those that were not `ok`
  std::uint64_t in_flight = 0;  ///< never above the sweep's limit
  double rate = 0;              ///< finished per second, over the last ten seconds or as many as there were
};

/// Counted on the measuring thread, read on any.
class ProgressMeter {
 public:
  void plan(std::uint64_t measurements) { planned_ = measurements; }
  void start(SteadyTime now);
  void finish(SteadyTime now, bool failed);
  void skip() { ++skipped_; }
  void cancel();

  SweepProgress read(SteadyTime now) const;

 private:
  static constexpr std::uint32_t kSeconds = 10;

  std::atomic<std::uint64_t> planned_{0};
  std::atomic<std::uint64_t> started_{0};
  std::atomic<std::uint64_t> first_second_{0};  ///< when the first one was started
  std::atomic<std::uint64_t> finished_{0};
  std::atomic<std::uint64_t> skipped_{0};
  std::atomic<std::uint64_t> cancelled_{0};
  std::atomic<std::uint64_t> failures_{0};
  /// Counted by itself: a difference of numbers that are read one after the other can exceed any limit.
  std::atomic<std::uint64_t> in_flight_{0};
  /// What finished in each of the last seconds: the second's number above, the count in the lower half.
  std::array<std::atomic<std::uint64_t>, kSeconds + 1> by_second_{};
};

}  // namespace portalprobe
