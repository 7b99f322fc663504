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

}  // namespace portalprobe
