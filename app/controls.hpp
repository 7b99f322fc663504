#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/portal.hpp"
#include "core/settings.hpp"
#include "scheduler/side_series.hpp"

namespace portalprobe {

/// The configuration's controls as portals with one target each. They outlive the series made of them.
std::vector<Portal> control_portals(std::span<const Control> controls);

/// One series for each control: cold, every five seconds with a limit of five, so that whoever is out of
/// reach for ten seconds is seen to be.
std::vector<SideSeries> control_series(std::span<const Portal> controls, IpFamily family,
                                       std::uint32_t first_round, std::uint32_t round_step);

}  // namespace portalprobe
