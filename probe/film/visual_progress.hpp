#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/clock.hpp"
#include "probe/film/colour_histogram.hpp"

namespace portalprobe {

/// How much of the way from the white page (0) to how it looked in the end (100) a page had come at a moment
/// since its navigation began.
struct VisualProgress {
  microseconds at{0};
  int percent = 0;
  bool operator==(const VisualProgress&) const = default;
};

/// The share of what changes between `first` and `last` that has changed in `now`, in whole percent rounded
/// down; 100 where nothing changes. The colours' histograms are compared, not places: a picture that moves
/// does not count as change. Formula: speedline-core 1.4, `calculateFrameProgress`.
int progress_between(const ColourHistogram& first, const ColourHistogram& last, const ColourHistogram& now);

/// Of frames at the moments `at` (ascending), and of the white page that a load begins with, which comes
/// first in what is returned. Frames between two that differ by little are not looked at, and take the
/// former's progress (speedline's fast mode, which Lighthouse uses): `histogram` is asked for few of them,
/// and for each but the last at most once.
std::vector<VisualProgress> visual_progress(std::span<const microseconds> at,
                                            const std::function<ColourHistogram(std::size_t)>& histogram);

}  // namespace portalprobe
