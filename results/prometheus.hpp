#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "core/expected.hpp"

namespace portalprobe {

class Store;

/// Writes one sweep (a full id) in Prometheus' text format: of each series the sample of its last round,
/// under the names that blackbox_exporter has where there is such a one, else under ours. Keeps one sample of
/// each series. Returns how many series there are.
Expected<std::uint64_t> export_prometheus(Store& store, const std::string& sweep_id, std::FILE* out);

}  // namespace portalprobe
