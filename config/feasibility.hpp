#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/portal.hpp"
#include "core/round.hpp"
#include "core/settings.hpp"

namespace portalprobe {

/// A sweep with more measurements than this is refused: its plan would not fit a small machine's memory.
inline constexpr std::uint64_t kMaxPlanned = 20'000'000;

/// Why a schedule's window cannot hold its plan under the limits; empty: it can. Each sentence names the
/// limit, the host or portal that it hits, and the smallest window (or fewer rounds) that would do. Durations
/// of answers do not count: they are not known. Every round gets as long a slice, so each must have room for
/// the first, which asks for most. Window 0 means as fast as the limits allow, which is always
/// possible.
std::vector<std::string> infeasible(std::span<const Portal> portals, const Schedule& schedule,
                                    const Limits& limits, const RoundSettings& settings);

/// The smallest window that could hold the schedule's rounds.
microseconds smallest_window(std::span<const Portal> portals, int rounds, const Limits& limits,
                             const RoundSettings& settings);

}  // namespace portalprobe
