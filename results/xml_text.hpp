#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// Text as XML 1.0 may hold it in an attribute or between tags: `&`, `<`, `>` and `"` escaped, line breaks
/// and tabs as spaces, U+FFFD for bytes that are no UTF-8. Control characters and others that no XML document
/// may hold, not even escaped, are left out.
std::string xml_text(std::string_view text);

}  // namespace portalprobe
