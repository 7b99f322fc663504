#pragma once

#include <cstddef>
#include <string>

#include "core/clock.hpp"

namespace portalprobe {

/// The time that a row of bars shows: from 0 to `end` in `cells` cells.
struct Axis {
  microseconds end{0};
  std::size_t cells = 0;
};

/// Spaces up to the cell nearest to `from`, then `glyph` (one cell wide) up to the one nearest to `to`: at
/// least once, never past the axis.
std::string bar(microseconds from, microseconds to, const Axis& axis, const std::string& glyph);

}  // namespace portalprobe
