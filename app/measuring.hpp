#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "app/signals.hpp"
#include "core/sample.hpp"
#include "core/sink.hpp"
#include "probe/http_engine.hpp"
#include "scheduler/sweep.hpp"

namespace portalprobe {

struct MeasuringEnd {
  SweepResult result;
  int signal = 0;  ///< that ended it early; 0: none
};

/// Runs one order on a measuring thread of its own, while the calling (main) thread waits for signals and
/// calls `tick` about ten times a second. The first signal lets what is in flight end, the second cancels it;
/// so does the end of `at_most`. The error is an engine that cannot be set up.
Expected<MeasuringEnd> measure(Signals& signals, HttpEngineOptions options, SweepOrder order, Outbox& outbox,
                               const std::function<void(const SweepProgress&)>& tick,
                               std::optional<microseconds> at_most = std::nullopt);

/// The same for small orders whose samples are wanted right here.
struct Collected {
  std::vector<Sample> samples;
  std::vector<PageVisit> pages;                  ///< one beside each sample; empty unless it was a page load
  std::vector<std::vector<Artifact>> artifacts;  ///< likewise
  int signal = 0;
};
Expected<Collected> measure_and_collect(Signals& signals, HttpEngineOptions options, SweepOrder order);

}  // namespace portalprobe
