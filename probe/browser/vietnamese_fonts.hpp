#pragma once

#include <optional>

namespace portalprobe {

/// Whether a font with all Vietnamese letters is installed for browsers to use, as fontconfig knows it.
/// Without one pages are painted with boxes, and at other times than people see them. Absent: fontconfig
/// cannot be asked. Blocks, usually for some milliseconds.
std::optional<bool> has_vietnamese_fonts();

}  // namespace portalprobe
