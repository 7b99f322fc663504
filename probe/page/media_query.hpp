#pragma once

#include <string_view>

#include "probe/page/screen.hpp"

namespace portalprobe {

/// Whether a list of media queries (Media Queries Level 4, as in `media` attributes and `@media`) holds on a
/// screen. An empty list does; an unknown feature does not.
bool media_matches(std::string_view queries, const Screen& screen);

}  // namespace portalprobe
