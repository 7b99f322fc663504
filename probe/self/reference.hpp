#pragma once

#include <cstdint>
#include <vector>

#include "core/expected.hpp"
#include "core/measurement.hpp"
#include "probe/http_engine.hpp"
#include "probe/self/reference_server.hpp"

namespace portalprobe {

/// The portal "reference": the reference server as something an engine can measure. Targets: `plain-0ms`,
/// `tls-50ms` and so on, every wait over both protocols.
Portal reference_portal(const ReferenceServer& server, std::uint64_t largest_body);

/// What is measured of it, to be taken in turn: both protocols, cold and warm, all waits; neighbours differ
/// in all three. `portal` is 0; time and round are the caller's to fill in.
std::vector<PlannedMeasurement> reference_turns(const Portal& reference);

/// Lets an engine reach the server, whatever else its mappings and authorities are. To be done before the
/// engine is made.
Expected<void> lead_to_reference(HttpEngineOptions& options, const ReferenceServer& server);

/// Whether an engine of these settings measures the server itself, and not a proxy before it.
bool can_measure_reference(const ProbeSettings& settings);

}  // namespace portalprobe
