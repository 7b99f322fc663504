#pragma once

#include <span>

#include "core/expected.hpp"
#include "core/measurement.hpp"

namespace portalprobe {

/// Takes finished measurements, on the writer's thread; may block. A batch is stored whole or not at all.
class MeasurementSink {
 public:
  virtual ~MeasurementSink() = default;
  virtual Expected<void> write(std::span<const Measurement> batch) = 0;
};

/// Where the measuring thread leaves finished measurements. It never blocks; what it holds is bounded by
/// whoever asks `full` before starting another measurement.
class Outbox {
 public:
  virtual ~Outbox() = default;
  /// Measuring thread only.
  virtual void put(Measurement measurement) = 0;
  /// Whether so much waits to be stored that no further measurement should start.
  virtual bool full() const = 0;
  /// Whether storing failed for good: the sweep should end.
  virtual bool broken() const = 0;
};

}  // namespace portalprobe
