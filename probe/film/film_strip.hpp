#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probe/film/film_roll.hpp"
#include "probe/film/visual_progress.hpp"

namespace portalprobe {

/// One picture of a film strip.
struct StripFrame {
  microseconds at{0};
  int percent = 0;
  std::string jpeg;
};

/// What a film tells of a page load. Times are since the navigation's begin.
struct FilmStrip {
  std::optional<microseconds> speed_index;  ///< absent: nothing but white was seen
  std::optional<microseconds> first_visual_change;
  std::optional<microseconds> visually_complete;
  microseconds spacing{0};  ///< of the frames that were looked at, where there were too many; 0: all were
  std::size_t seen = 0;     ///< frames that could be read
  std::vector<StripFrame> frames;  ///< those where the page's looks changed, and the last one
};

/// Most frames of a strip.
inline constexpr std::size_t kStripFrames = 16;

/// Looks at the frames of one page load that began at `zero`. Those from before it show another page; those
/// that cannot be read count as not taken. Takes about 2 ms for each frame that has to be looked at: for a
/// thread that measures nothing. Pure.
FilmStrip film_strip(std::vector<Frame> frames, SteadyTime zero, microseconds spacing,
                     std::size_t most_frames = kStripFrames);

}  // namespace portalprobe
