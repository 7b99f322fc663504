#pragma once

#include <string>

namespace portalprobe::support {

/// Where the project's own files are, without a slash at the end.
std::string source_folder();

}  // namespace portalprobe::support
