#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace portalprobe {

/// The bytes behind base64 (RFC 4648, padded, on one line); absent for anything else. Pure.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace portalprobe
