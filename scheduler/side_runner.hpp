#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "core/engine.hpp"
#include "scheduler/side_series.hpp"

namespace portalprobe {

struct SweepOrder;

/// Runs a sweep's side series through its engine. The engine's thread; all that it refers to outlives it.
class SideRunner {
 public:
  using End = std::function<void(Measurement, const SideSeries&)>;

  SideRunner(const Clock& clock, ProbeEngine& engine, const SweepOrder& order)
      : clock_(clock), engine_(engine), order_(order) {}

  /// Once, first. `on_end` gets each measurement, completed; the cancelled ones too.
  void begin(SteadyTime now, End on_end);
  /// Starts what is due by now.
  void start_due(SteadyTime now, WallTime wall);
  /// The controls are wanted now.
  void hurry_controls(SteadyTime now);
  /// When to ask again; none: only an end can change anything, or there is nothing to do.
  std::optional<SteadyTime> next_wakeup() const;
  bool idle() const { return in_flight_ == 0; }
  void cancel();
  /// Forgets what is in flight: its end is nobody's business.
  void abandon();

 private:
  struct Series {
    const SideSeries* what;
    SideCadence cadence;
    bool running = false;
    ProbeId id = 0;
    std::uint64_t generation = 0;               ///< tells a measurement from those before it
    SteadyTime free_since = SteadyTime::min();  ///< waiting for the one before is nobody's lateness
  };

  void start(Series& series, SteadyTime now, WallTime wall);
  void end(std::size_t index, std::uint64_t generation, const PlannedMeasurement& planned,
           SteadyTime eligible_at, Measurement measurement);

  const Clock& clock_;
  ProbeEngine& engine_;
  const SweepOrder& order_;
  End on_end_;
  std::vector<Series> series_;
  std::size_t in_flight_ = 0;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
