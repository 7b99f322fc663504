#pragma once

#include <string>

#include "probe/browser/emulation.hpp"

namespace portalprobe {

/// A profile with its figures, for a sweep's record: `mobile: 412 x 823 at 1.75, processor 4 times slower,
/// requests 562.5 ms later, 188743 B/s down, 86400 B/s up`. Figures are those that Chromium is told.
std::string emulation_text(Profile profile);

}  // namespace portalprobe
