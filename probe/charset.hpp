#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// A page's bytes as UTF-8, by its byte order mark, its content type's charset or its own meta element; what
/// names none, or one that we do not know, is taken as UTF-8 already. Knows UTF-8, UTF-16, windows-1252 (and
/// ISO 8859-1) and windows-1258.
std::string to_utf8(std::string_view bytes, std::string_view content_type);

}  // namespace portalprobe
