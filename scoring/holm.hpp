#pragma once

#include <span>
#include <vector>

namespace portalprobe {

/// Holm's step-down correction (1979) of the p-values of several tests, so that the chance of even one false
/// alarm among them all is bounded: the smallest is multiplied by their number, the next by one less, and so
/// on; none ends below one that was smaller, none above 1. In the order in which they came. The tests may
/// depend on each other in any way. Pure; any thread.
std::vector<double> holm(std::span<const double> p_values);

}  // namespace portalprobe
