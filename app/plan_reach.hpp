#pragma once

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/criterion.hpp"
#include "core/evaluation.hpp"
#include "scoring/reach.hpp"

namespace portalprobe {

/// Whether a plan can lead to verdicts, threshold by threshold.
class PlanReach {
 public:
  /// `evaluation` adds how many nights of its period the schedules' cron lines make.
  PlanReach(const Config& config, const Criterion& criterion, const std::optional<Evaluation>& evaluation);

  std::string text() const;
  nlohmann::ordered_json json() const;

 private:
  struct Line {
    PlannedThreshold planned;
    bool lower_bound = false;
    Reach one_sweep;
    std::optional<std::size_t> rounds;  ///< the fewest that one sweep needs
    std::optional<std::size_t> nights;  ///< the fewest that an evaluation needs
    std::optional<Reach> evaluation;    ///< of the nights that there will be
  };
  std::string sentence(const Line& line) const;

  const Criterion& criterion_;
  int rounds_;                            ///< of the first schedule
  std::optional<std::size_t> nights_;     ///< in the evaluation; absent: no evaluation, or no cron line
  std::vector<std::string> strata_left_;  ///< that the criterion weighs and no schedule has
  std::vector<Line> lines_;
};

}  // namespace portalprobe
