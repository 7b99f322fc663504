#pragma once

#include <string>

#include "core/comparison.hpp"

namespace portalprobe {

/// A comparison as one JSON object: `before` and `after` (`name`, `sweeps`, `vantages`, `from`, `to`,
/// `nights`), `nightly`, `level`, `confidence`, `metrics` (`metric`, `lines`, `tests`, `needed`), `portals`
/// (`portal_id`, `name`, `change`, how many lines are `better`, `worse`, `unchanged`, `undecidable`, and
/// `metrics`: the same by metric), `lines`, `only_before`, `only_after`, `notices`.
///
/// A line has `portal_id`, `target_id`, `metric`, `unit` (us, or null where it is a plain number), `kind`,
/// `engine`, `connection`, `profile`, `ip_family`, `change`, `reason` (null: decided), `before` and `after`
/// (`values`, `infinite`, `samples`, `failed`, `left_out`: {reason: count}, `median`, `p75`), `u`, `p`,
/// `exact`, `p_corrected`, `cliffs_delta`, `cliffs_delta_interval`, `shift`, `shift_interval`. What is not
/// known, and a median that is slower than any limit, is null.
std::string comparison_json(const Comparison& comparison);

}  // namespace portalprobe
