#pragma once

#include "core/kinds.hpp"

namespace portalprobe {

/// What a page would be shown on, as far as that decides what is fetched: media queries, `srcset` and
/// `sizes`.
struct Screen {
  int width = 1350;  ///< of the viewport, in CSS pixels
  int height = 940;
  double density = 1;  ///< device pixels per CSS pixel
  bool touch = false;  ///< a finger instead of a mouse: no hover, a coarse pointer
  bool operator==(const Screen&) const = default;
};

/// The screens of Lighthouse's desktop and mobile profiles; `none` is the desktop's.
Screen screen_of(Profile profile);

}  // namespace portalprobe
