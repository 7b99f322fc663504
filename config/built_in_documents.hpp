#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// Files of the project that are part of the program, too: it works without them.
enum class BuiltIn { criterion, groups };

/// The text of the one of that name (`level-a-2023`, `2024`); absent: there is none.
std::optional<std::string_view> built_in_document(BuiltIn kind, std::string_view name);
std::vector<std::string_view> built_in_names(BuiltIn kind);

}  // namespace portalprobe
