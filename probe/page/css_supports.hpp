#pragma once

#include <string_view>

namespace portalprobe {

/// Whether the condition of an `@supports` (or of `supports()` in an `@import`) holds in Chromium. Properties
/// are taken to be supported, with any value, unless they are other browsers' own or on a short list;
/// selectors if they can be read. What is no condition does not hold.
bool supports(std::string_view condition);

/// The same for what stands in `supports()`, where a declaration needs no parentheses of its own.
bool supports_import(std::string_view condition);

}  // namespace portalprobe
