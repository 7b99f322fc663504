#pragma once

#include <string>

#include "core/expected.hpp"
#include "results/store.hpp"

namespace portalprobe {

/// Whether there can be a store at `path`, as far as the file system knows. Opens nothing.
Expected<void> check_store_file(const std::string& path, StoreMode mode);

}  // namespace portalprobe
