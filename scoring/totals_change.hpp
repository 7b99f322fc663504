#pragma once

#include "core/totals_change.hpp"

namespace portalprobe {

/// What changed from one whole evaluation to the next.
///
/// Totals are subtracted only if both have the same groups (by id) with the same points; levels are counted
/// only if they, too, are the same and found in the same way; ranks only if the minimums and the bodies are
/// the same as well. Everything that differs is said. A group that both have with the same points is compared
/// in any case.
TotalsChange totals_change(const Standings& before, const Standings& after);

}  // namespace portalprobe
