#pragma once

#include <cstddef>
#include <string>

namespace portalprobe {

/// What a JSON text may ask of its reader. Chromium's own reader goes no deeper.
struct JsonLimits {
  std::size_t depth = 200;
  std::size_t values = 1'000'000;  ///< members and elements; each takes tens of bytes, from two of the text
};

/// Looks through a JSON text before it is parsed, and makes it fit for that: UTF-8 throughout, and U+FFFD for
/// each escaped half of a surrogate pair (a script may have any in its strings, the browser passes them on,
/// and a strict reader would refuse the whole message). False: beyond the limits. Says nothing of whether it
/// is JSON. Pure.
bool tame_json(std::string& text, const JsonLimits& limits = {});

}  // namespace portalprobe
