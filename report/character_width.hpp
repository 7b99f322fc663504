#pragma once

namespace portalprobe {

/// Terminal cells of one character: 0, 1 or 2. Control characters are not for terminals and count as 1.
int character_width(char32_t character);

}  // namespace portalprobe
