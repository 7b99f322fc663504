#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "probe/browser/page_times.hpp"

namespace portalprobe {

/// From what a page's observers and the protocol told to a sample's metrics. Pure; the definitions are those
/// of Lighthouse 12.8 and of web.dev.

/// Something that lasted, since the document's `timeOrigin`.
struct Period {
  microseconds start{0};
  microseconds end{0};
  bool operator==(const Period&) const = default;
};

/// How much of the page's life was seen.
struct Observation {
  microseconds end{0};
  /// It ended because all was quiet, and that quiet is taken to go on; else because time was up.
  bool ended_quiet = true;
};

/// When the page was ready for input for good: the begin of the first time without long tasks of 5 s or more
/// that shares 5 s with one in which at most two of `loads` (successful GETs) were in flight; at least first
/// paint and `DOMContentLoaded`. Absent: without these two, or if there was no such time.
std::optional<microseconds> time_to_interactive(const PageTimes& times, const std::vector<Period>& loads,
                                                Observation observation);

/// The parts beyond 50 ms of the tasks between the first contentful paint and `until` (the time to
/// interactive, or the end of observation where there is none). A task is cut to that span before its 50 ms
/// are taken off. Absent: nothing was painted.
std::optional<microseconds> total_blocking_time(const PageTimes& times, microseconds until);

/// The largest sum of shifts in one session: at most 1 s from one to the next and 5 s from first to last.
/// `shifts` by time.
double cumulative_layout_shift(const std::vector<LayoutShift>& shifts);

/// The longest interaction, leaving one out for each 50 that there were (`interactions`, or as many as have
/// events): web.dev's estimate of the 98th percentile. Absent: nobody touched the page, or nothing took 16
/// ms.
std::optional<microseconds> interaction_to_next_paint(const std::vector<EventTime>& events,
                                                      std::uint64_t interactions = 0);

}  // namespace portalprobe
