#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "config/config.hpp"
#include "core/expected.hpp"
#include "core/measurement.hpp"
#include "core/sweep_record.hpp"

namespace portalprobe {

/// Reads the configuration; prints every problem and gives nothing if there is one.
std::optional<Config> load_or_explain(const std::string& file);

/// What a plan is made of, once the configuration and the command line are put together.
struct PlanParameters {
  Schedule schedule;  ///< with `rounds` and `window` as asked for
  bool now = false;
  WallTime scheduled_at;
  std::uint64_t seed = 0;
  std::vector<std::string> only;
  Shard shard;
  std::string evaluation_sha256;  ///< of the evaluation that the sweep is part of; empty: of none
};

/// The error says what would be right.
Expected<PlanParameters> plan_parameters(const Config& config, const CommonOptions& common,
                                         const PlanOptions& options);

/// The planned measurements; the error names an `--only` that fits nothing, or a window that cannot hold the
/// plan.
Expected<std::vector<PlannedMeasurement>> plan_of(const Config& config, const PlanParameters& parameters);

}  // namespace portalprobe
