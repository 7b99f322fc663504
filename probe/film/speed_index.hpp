#pragma once

#include <optional>
#include <span>

#include "probe/film/visual_progress.hpp"

namespace portalprobe {

/// The mean moment at which the parts of the page became visible: the area above the curve of visual
/// progress, from the navigation's begin on. Definition: WebPageTest's, as speedline-core 1.4 and so
/// Lighthouse calculate it. `progress` as `visual_progress` returns it.
///
/// Absent: nothing but white was seen.
std::optional<microseconds> speed_index(std::span<const VisualProgress> progress);

/// The first moment with any progress, and the first with all of it; absent as above.
std::optional<microseconds> first_visual_change(std::span<const VisualProgress> progress);
std::optional<microseconds> visually_complete(std::span<const VisualProgress> progress);

}  // namespace portalprobe
