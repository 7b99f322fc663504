#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace portalprobe {

/// A link as written made absolute against `base` (absolute), normalised, without fragment, as WHATWG's URL
/// standard has it: white space around it and line breaks in it dropped, backslashes read as slashes, dot
/// segments taken out, what is not ASCII escaped as UTF-8 (a host: in punycode). Nothing for what leads to no
/// http or https URL (`data:`, `blob:`, `javascript:`, `about:`, broken ones), for links that are empty but
/// for a fragment, for those with credentials (browsers block such requests), and for those beyond 16 KiB.
std::optional<std::string> resolve_url(std::string_view base, std::string_view link);

}  // namespace portalprobe
