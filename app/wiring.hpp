#pragma once

#include <span>

#include "app/options.hpp"
#include "core/expected.hpp"
#include "core/portal.hpp"
#include "probe/http_engine.hpp"

namespace portalprobe {

/// What the HTTP engine needs, read and parsed before anything is measured: certificate authorities, page
/// rules, mappings.
Expected<HttpEngineOptions> engine_options(const ProbeSettings& settings, std::span<const Portal> portals,
                                           const CommonOptions& common);

/// Lets the process open as many descriptors as it may, and says so if that is too few for what shall be in
/// flight.
Expected<void> make_room_for(int in_flight);

}  // namespace portalprobe
