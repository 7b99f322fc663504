#pragma once

#include <string>
#include <vector>

#include "core/expected.hpp"

namespace portalprobe {

/// Refuses an output that is one of the files that are read: it would be gone. Names that are empty or of no
/// file are passed over.
Expected<void> check_output(const std::string& output, const std::vector<std::string>& inputs);

/// The file of a store's URL, for the above; empty where it has none.
std::string file_of_store(const std::string& url);

}  // namespace portalprobe
