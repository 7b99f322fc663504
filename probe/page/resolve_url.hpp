#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace portalprobe {

/// A link as written (white space around it and line breaks in it dropped, as browsers do) made absolute
/// against `base`, normalised, without fragment. Nothing for what leads to no http or https URL: `data:`,
/// `blob:`, `javascript:`, `about:`, broken and empty ones.
std::optional<std::string> resolve_url(std::string_view base, std::string_view link);

}  // namespace portalprobe
