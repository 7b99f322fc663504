#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace portalprobe {

/// What stands for bytes that are not UTF-8: U+FFFD.
inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// How many bytes the valid UTF-8 sequence at the front of `text` has; 0 if there is none (no overlong forms,
/// surrogates or code points past U+10FFFF). `text` is not empty.
std::size_t utf8_sequence(std::string_view text);

bool is_utf8(std::string_view text);

/// `text` itself if it is UTF-8, else a copy in `scratch` with each wrong byte replaced by U+FFFD.
std::string_view as_utf8(std::string_view text, std::string& scratch);

}  // namespace portalprobe
