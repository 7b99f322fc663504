#include "report/bar.hpp"

#include <algorithm>
#include <cmath>

namespace portalprobe {
namespace {

double cell_of(microseconds at, const Axis& axis) {
  const double share =
      static_cast<double>(at.count()) / static_cast<double>(std::max<std::int64_t>(axis.end.count(), 1));
  return std::clamp(share, 0.0, 1.0) * static_cast<double>(axis.cells);
}

}  // namespace

std::string bar(microseconds from, microseconds to, const Axis& axis, const std::string& glyph) {
  if (axis.cells == 0) return "";
  const auto first = std::min(static_cast<std::size_t>(std::lround(cell_of(from, axis))), axis.cells - 1);
  const auto end = static_cast<std::size_t>(std::lround(cell_of(to, axis)));
  std::string text(first, ' ');
  for (std::size_t cell = first; cell < std::max(end, first + 1); ++cell) text += glyph;
  return text;
}

}  // namespace portalprobe
