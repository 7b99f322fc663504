#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "core/sample.hpp"

namespace portalprobe {

/// How a waterfall is drawn.
struct WaterfallStyle {
  std::size_t width = 80;  ///< cells of a line; too few for bars: without them
  bool unicode = true;     ///< false: nothing but ASCII leaves
  bool colour = false;     ///< ANSI colours
};

/// What measurements of one or more URLs showed, for `probe`. Samples that differ in round only (the same
/// target, engine, connection and address family) share a block: who answered and how, the redirects, then
/// the phases as bars on one axis. With several samples in a block the phases show the median, the smallest
/// and largest value and the distance between the quartiles, of those that are ok and fit (of all, if none
/// is), with the count. A phase that did not take place has no row. Blocks come in the order of their first
/// sample.
std::string waterfall(std::span<const Sample> samples, const WaterfallStyle& style = {});

}  // namespace portalprobe
