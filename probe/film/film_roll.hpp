#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/clock.hpp"

namespace portalprobe {

/// The page's looks at a moment.
struct Frame {
  SteadyTime at;
  std::string jpeg;
};

/// What one film may hold.
struct FilmLimits {
  std::size_t frames = 400;
  std::size_t bytes = std::size_t{16} << 20U;
  std::size_t frame_bytes = std::size_t{512} << 10U;  ///< a longer one is left out
};

/// Frames as they come, in bounded memory: a page that never stops moving is kept from its begin to its end,
/// only less closely. The last one that came is always there.
class FilmRoll {
 public:
  explicit FilmRoll(FilmLimits limits = {}) : limits_(limits) {}

  /// One that shows nothing new, or is from before the last one, is left out.
  void take(SteadyTime at, std::string jpeg);

  /// By time. Two that follow each other are not the same picture.
  const std::vector<Frame>& frames() const { return frames_; }
  std::vector<Frame> release() { return std::move(frames_); }
  /// How far apart frames are, where there were too many; 0: all were kept.
  microseconds spacing() const { return to_microseconds(spacing_); }

 private:
  bool is_full() const;
  void thin_out();

  const FilmLimits limits_;
  std::vector<Frame> frames_;
  std::size_t bytes_ = 0;
  SteadyTime::duration spacing_{0};
};

}  // namespace portalprobe
