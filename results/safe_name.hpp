#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// A file's name for any text: itself where it is of ASCII letters, digits, `-`, `_` and single dots inside;
/// other bytes are written as in URLs, and what is then too long is cut and ends in a hash of the whole.
/// Never empty, hidden, a path, or the same for two texts. Pure.
std::string safe_file_name(std::string_view text);

}  // namespace portalprobe
