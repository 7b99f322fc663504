#pragma once

#include <cstddef>

#include "core/comparison.hpp"
#include "core/expected.hpp"
#include "scoring/value_collector.hpp"

namespace portalprobe {

/// At least so many nights on each side, where a value is a night.
inline constexpr std::size_t kNightsToCompare = 8;

/// The smallest p-value that Mann's and Whitney's test can have of samples of such sizes without ties; 1 for
/// an empty one.
double smallest_p(std::size_t m, std::size_t n);

/// Holds two sets of lines against each other. Each line that both have, and that has a finite value on one
/// side at least or nothing but failures, is tested with Mann's and Whitney's test; `better` and `worse` are
/// those whose p-value is at most 0.05 after Holm's correction over all tests of the same metric: all
/// portals, targets, engines, profiles and address families.
///
/// Lines with so few values that no outcome could reach the level take no part in the correction: which these
/// are depends on nothing but the numbers of values (Tarone 1990), so that it stays one. Ties let the normal
/// approximation of small samples go below any p-value that their orders have; it is held at the smallest of
/// these.
///
/// `nightly`: each value is a night, and kNightsToCompare of them are needed on each side. Refused: no target
/// that both have, or an engine whose samples are of one profile in A and of another in B. Sides, notices and
/// names are left to the caller. Pure; any thread.
Expected<Comparison> compare_lines(const CollectedLines& before, const CollectedLines& after, bool nightly);

}  // namespace portalprobe
