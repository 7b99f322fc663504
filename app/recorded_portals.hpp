#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/portal.hpp"

namespace portalprobe {

/// What a sweep's record says of its configuration.
struct RecordedConfiguration {
  std::vector<Portal> portals;   ///< what judging needs of them; empty: nobody knows (an imported sweep)
  std::string criterion;         ///< path as it was seen from the configuration; empty: it named none
  std::string criterion_sha256;  ///< of that file's bytes; empty: not known
};

/// Reads a record's `config_json`. What it does not have, or has in another shape, is left empty.
RecordedConfiguration recorded_configuration(std::string_view config_json);

}  // namespace portalprobe
