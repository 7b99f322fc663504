#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/measurement.hpp"

namespace portalprobe {

using ProbeId = std::uint64_t;

/// Runs measurements on one thread: all calls and callbacks are that thread's.
class ProbeEngine {
 public:
  /// Asks for a place at `address` (text form, without port) before connecting there. `enter` is called once,
  /// possibly at once, when there is one; the place is given back when the measurement is done or asks for
  /// the next hop's. What this waits for does not count into the marks; it comes back as
  /// `Measurement::held_at_address`.
  using Admit = std::function<void(const std::string& address, std::function<void()> enter)>;
  /// Runs exactly once per started measurement, never from inside `start` or `cancel`. Identity fields that
  /// the engine cannot know (sweep, stratum, vantage, held, lateness) are the caller's to fill in.
  using Done = std::function<void(Measurement)>;

  virtual ~ProbeEngine() = default;
  /// Starts measuring now. `portal` must outlive the measurement.
  virtual ProbeId start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) = 0;
  /// Ends a running measurement as `cancelled`; unknown ids are ignored.
  virtual void cancel(ProbeId id) = 0;
};

}  // namespace portalprobe
