#pragma once

#include <string_view>

namespace portalprobe {

/// What a threshold comes to. The names are public.
enum class Verdict { pass, fail, inconclusive, insufficient };

/// Why a verdict is none; for `fail`, what failed besides the metric. The names are public.
enum class Reason {
  none,                ///< pass, or fail by the metric
  interval_straddles,  ///< the interval holds the limit
  only_a_lower_bound,  ///< what was measured is under the limit, and the truth may be larger
  default_action,      ///< so is a stand-in for the action that nobody configured
  too_many_walls,      ///< robots were kept out too often
  too_few_samples,
  too_few_of_planned,
  too_few_nights,
  stratum_missing,    ///< of a stratum that the criterion weighs there are fewer than two nights
  moved,              ///< the portal answers from another host
  unavailable,        ///< failures count apart, and there were too many (fail), or may be (inconclusive)
  segments_disagree,  ///< before and after a change of the browser's version
  vantages_disagree,
};

std::string_view to_string(Verdict verdict);
std::string_view to_string(Reason reason);

}  // namespace portalprobe
