#pragma once

#include <string>
#include <vector>

#include "app/configuration.hpp"
#include "app/page_engine.hpp"
#include "core/sweep_record.hpp"
#include "results/store.hpp"

namespace portalprobe {

/// One sweep as it is about to run: its record and what of its plan is still to be measured.
struct SweepJob {
  SweepRecord record;
  std::vector<PlannedMeasurement> plan;
  Schedule schedule;
  bool resumed = false;
  std::uint64_t stored_before = 0;
  std::vector<ClockReading> clock_before;  ///< of earlier runs
  std::uint32_t first_side_round = 0;      ///< of what is measured beside the plan
  PageEngineChoice pages;
};

/// What went wrong, and as what it ends the process.
struct JobError {
  std::string message;
  int code = 0;
};
using ExpectedJob = tl::expected<SweepJob, JobError>;

/// A new sweep, recorded in the store with the clock's state `clock` at its start. Takes a tenth of a second
/// to learn how fast the processor is. `pages`: what loads them; the configuration says so, too.
ExpectedJob begin_job(const Config& config, const PlanParameters& parameters, PageEngineChoice pages,
                      const std::vector<ClockReading>& clock, Store& store);

/// A recorded sweep, with what the store lacks of its plan. Refused under another configuration than it began
/// with, and without a browser if it began with one: `auto` is decided once for a sweep,
/// and that is what the configuration says afterwards.
ExpectedJob resume_job(Config& config, const std::string& which, const PlanParameters& asked, Store& store);

}  // namespace portalprobe
