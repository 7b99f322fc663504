#include "core/verdict.hpp"

namespace portalprobe {

std::string_view to_string(Verdict verdict) {
  constexpr std::string_view kNames[] = {"pass", "fail", "inconclusive", "insufficient"};
  return kNames[static_cast<int>(verdict)];
}

std::string_view to_string(Reason reason) {
  constexpr std::string_view kNames[] = {"",
                                         "interval_straddles",
                                         "only_a_lower_bound",
                                         "default_action",
                                         "too_many_walls",
                                         "too_few_samples",
                                         "too_few_of_planned",
                                         "too_few_nights",
                                         "stratum_missing",
                                         "moved",
                                         "unavailable",
                                         "segments_disagree",
                                         "vantages_disagree"};
  return kNames[static_cast<int>(reason)];
}

}  // namespace portalprobe
