#include "tests/support/source_folder.hpp"

namespace portalprobe::support {

std::string source_folder() { return PORTAL_PROBE_SOURCE_DIR; }

}  // namespace portalprobe::support
