#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/expected.hpp"

namespace portalprobe {

/// How often each brightness occurs in a picture's red, green and blue. Near-white pixels are left out, as
/// the empty page that a load begins with is white: its histogram is empty.
struct ColourHistogram {
  std::array<std::array<std::uint32_t, 256>, 3> counts{};
  bool operator==(const ColourHistogram&) const = default;
};

/// What one frame may be.
struct FrameLimits {
  std::size_t bytes = std::size_t{512} << 10U;
  unsigned edge = 1024;  ///< pixels, width and height alike
};

/// Of a baseline JPEG. Frames are not trusted: one that is too large, damaged or of another kind is an error;
/// time and memory are bounded by its size. Pure.
Expected<ColourHistogram> histogram_of_jpeg(std::string_view jpeg, const FrameLimits& limits = {});

}  // namespace portalprobe
