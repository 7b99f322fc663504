#include "report/bar.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace portalprobe {
namespace {

double cell_of(microseconds at, const Axis& axis) {
  const double share =
      static_cast<double>(at.count()) / static_cast<double>(std::max<std::int64_t>(axis.end.count(), 1));
  return std::clamp(share, 0.0, 1.0) * static_cast<double>(axis.cells);
}

/// Where a stretch begins and ends: one cell at least.
std::pair<std::size_t, std::size_t> cells_of(microseconds from, microseconds to, const Axis& axis) {
  const auto first = std::min(static_cast<std::size_t>(std::lround(cell_of(from, axis))), axis.cells - 1);
  const auto end = static_cast<std::size_t>(std::lround(cell_of(to, axis)));
  return {first, std::max(end, first + 1)};
}

/// What changes the colour from one part's to another's.
std::string paint(const BarPart* from, const BarPart* to) {
  std::string codes;
  if (from != nullptr && !from->colour.empty()) codes += "\x1b[0m";
  if (to != nullptr && !to->colour.empty()) codes += "\x1b[" + std::string(to->colour) + "m";
  return codes;
}

}  // namespace

std::string bar(microseconds from, microseconds to, const Axis& axis, const std::string& glyph) {
  if (axis.cells == 0) return "";
  const auto [first, end] = cells_of(from, to, axis);
  std::string text(first, ' ');
  for (std::size_t cell = first; cell < end; ++cell) text += glyph;
  return text;
}

std::string bar(std::span<const BarPart> parts, const Axis& axis, bool colour) {
  std::vector<const BarPart*> cells(axis.cells, nullptr);
  for (const auto& part : parts) {
    if (axis.cells == 0) break;
    const auto [first, end] = cells_of(part.from, part.to, axis);
    for (std::size_t cell = first; cell < end; ++cell) cells[cell] = &part;
  }
  while (!cells.empty() && cells.back() == nullptr) cells.pop_back();
  std::string text;
  const BarPart* painted = nullptr;
  for (const BarPart* part : cells) {
    if (colour && part != painted) text += paint(painted, part);
    painted = part;
    text += part == nullptr ? std::string_view(" ") : part->glyph;
  }
  if (colour) text += paint(painted, nullptr);
  return text;
}

}  // namespace portalprobe
