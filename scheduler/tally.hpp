#pragma once

#include <span>
#include <vector>

#include "scheduler/admission.hpp"
#include "scheduler/sweep.hpp"

namespace portalprobe {

/// Adds a sweep's result up: samples by outcome, and the load put on each portal.
class Tally {
 public:
  Tally(std::span<const Portal> portals, std::span<const PlannedMeasurement> plan);

  /// What a measurement cost the portal, whether or not it gave a sample.
  void add_load(std::uint32_t portal, const Measurement& measurement, const Held& held, bool backoff);
  void add_sample(Outcome outcome, bool fit);
  void add_cancelled(std::uint64_t count = 1) { result_.cancelled += count; }

  /// Ends the counting.
  SweepResult finish(std::uint64_t decided);

 private:
  std::span<const Portal> portals_;
  std::vector<PortalLoad> load_;  ///< by the portal's index
  std::vector<bool> planned_;     ///< likewise
  SweepResult result_;
};

}  // namespace portalprobe
