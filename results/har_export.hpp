#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "core/expected.hpp"

namespace portalprobe {

class Store;

/// See `export_samples`. `version`: of this program.
Expected<std::uint64_t> export_har(Store& store, const std::string& sweep_id, const std::string& version,
                                   std::FILE* out);

}  // namespace portalprobe
