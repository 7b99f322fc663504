#pragma once

#include "core/clock.hpp"
#include "scheduler/progress.hpp"

namespace portalprobe {

/// Shows on stderr how far a sweep is: a bar on a terminal, a plain line every 30 s elsewhere. Main thread.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(bool quiet);
  /// Removes the bar.
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  void show(const SweepProgress& progress);

 private:
  const bool quiet_;
  const bool bar_;
  const SteadyTime started_;
  SteadyTime next_;
  bool drawn_ = false;
};

}  // namespace portalprobe
