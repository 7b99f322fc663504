#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "probe/page/document.hpp"

namespace portalprobe {

/// The text that a `content` value shows beside or in `element`: strings, attributes, quotes; of a counter
/// some digits. Nothing: no content is made (`none`, `normal`).
std::optional<std::string> read_content(std::string_view value, const Element& element);

}  // namespace portalprobe
