#pragma once

#include <string_view>

namespace portalprobe {

/// Whether the whole text fits a pattern in which `*` stands for any bytes (or none) and `?` for any one
/// byte. At most pattern × text steps.
bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace portalprobe
