#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/portal.hpp"

namespace portalprobe {

/// A file for `portal_files`: one key, `portals`, with what the register knows of each. The same portals give
/// the same text. Whatever a value holds, reading the file gives it back: text that YAML could take for
/// something else is quoted, control characters are escaped. `origin` is named in the comment at the top.
std::string register_yaml(std::span<const Portal> portals, std::string_view origin);

/// One value, plain where it can only be read as this text, else in double quotes.
std::string yaml_scalar(std::string_view text);

}  // namespace portalprobe
