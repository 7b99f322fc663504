#pragma once

#include <chrono>

namespace portalprobe {

/// Turns SIGINT and SIGTERM into something to ask for, and ignores SIGPIPE and SIGXFSZ. Made in the main
/// thread before any other starts, which then inherit that they are not disturbed.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// The number of the signal that came within `timeout`, or 0.
  int wait(std::chrono::milliseconds timeout);
};

}  // namespace portalprobe
