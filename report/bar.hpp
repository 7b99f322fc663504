#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

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

/// A stretch of a bar that is made of several.
struct BarPart {
  microseconds from{0};
  microseconds to{0};
  std::string_view glyph;   ///< one cell wide
  std::string_view colour;  ///< ANSI code; empty: none
};

/// Parts on one axis, in their order: each has a cell at least, which a later one may take over. Without
/// colours where `colour` is false.
std::string bar(std::span<const BarPart> parts, const Axis& axis, bool colour);

}  // namespace portalprobe
