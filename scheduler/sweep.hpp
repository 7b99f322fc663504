#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/engine.hpp"
#include "core/settings.hpp"
#include "core/sink.hpp"
#include "core/sweep_record.hpp"
#include "scheduler/progress.hpp"
#include "scheduler/side_series.hpp"

namespace boost::asio {
class io_context;
}

namespace portalprobe {

/// What one sweep is to do, and within which bounds.
struct SweepOrder {
  std::string sweep_id;
  std::string stratum;
  std::string vantage_id;
  std::vector<PlannedMeasurement>
      plan;  ///< sorted by time, as make_plan gives it; on resuming, what the store lacks
  std::span<const Portal> portals;  ///< the plan's indices point into it; outlives the sweep
  Limits limits;
  std::vector<Maintenance> maintenance;
  Fitness fitness;
  /// Measured beside the plan while it lasts: reference and control targets.
  std::vector<SideSeries> beside;
  /// What is overdue at the start is due then (resuming, a late start); its waiting is counted from there.
  bool rebase = false;
  /// Everything is due at the start, whatever its nominal time (`--now`).
  bool at_once = false;
  /// How long what is in flight may go on after `stop`.
  microseconds grace = std::chrono::seconds(35);
};

struct SweepResult {
  std::uint64_t planned = 0;
  std::uint64_t samples = 0;  ///< handed to the outbox: finished and skipped ones
  std::uint64_t unfit = 0;
  std::uint64_t cancelled = 0;    ///< started, ended by us: not handed on, so that resuming measures them
  std::uint64_t not_started = 0;  ///< neither started nor skipped
  std::map<Outcome, std::uint64_t> by_outcome;  ///< of the samples handed on
  std::map<std::string, PortalLoad> load;       ///< by portal id, for portals of the plan
  microseconds widest_space{0};  ///< between starts, where this machine could not keep up; 0: it could
  bool complete = false;         ///< every planned measurement gave a sample
  bool interrupted = false;      ///< `stop` was called before the end
  bool store_broken = false;     ///< ended because the outbox broke
  std::string error;             ///< an error of our own that ended the sweep; empty: none
};

/// Runs one plan against one engine on one thread: decides when each measurement may start, tells what
/// manners made it wait from our own lateness, completes each sample and leaves it in the outbox.
///
/// All calls but `progress` belong to the io_context's thread. Everything referred to outlives the sweep;
/// once `on_end` was called nothing of it is used any more. Destroying a sweep that runs abandons it: its
/// measurements are cancelled and no callback comes.
class Sweep {
 public:
  using End = std::function<void(SweepResult)>;

  Sweep(boost::asio::io_context& io, const Clock& clock, ProbeEngine& engine, Outbox& outbox,
        SweepOrder order);
  ~Sweep();
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  /// Once. `on_end` is called once, from the io_context.
  void start(End on_end);
  /// Nothing more is started; what is in flight may end within the grace period and is cancelled then. Called
  /// again: cancelled at once. What was not started gets no sample.
  void stop();
  /// Looks at the plan at once. The sweep wakes by itself: this is for whoever moves a clock by hand.
  void poke();
  /// Any thread.
  SweepProgress progress() const;

 private:
  class Run;
  std::shared_ptr<Run> run_;
};

}  // namespace portalprobe
