#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// Writes a whole file, or leaves what was there; says on stderr what went wrong and gives the exit code for
/// it.
int write_text_file(const std::string& path, std::string_view text);

}  // namespace portalprobe
