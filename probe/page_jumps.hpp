#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// The target of a meta refresh element's content, as in `0; url=/next`.
void add_refresh(std::string_view content, std::vector<std::string>& jumps);

/// The literal targets of a script's `location = "..."`, `location.href = '...'`, `location.replace("...")`
/// and `.assign`. A script is not run: what it computes is not seen.
void add_script_jumps(std::string_view script, std::vector<std::string>& jumps);

}  // namespace portalprobe
