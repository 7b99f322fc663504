#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace portalprobe {

/// What a server sent, fit for a log, a table or a sentence: valid UTF-8 on one line, without control
/// characters and without those that change the direction of text, white space collapsed, cut before the
/// character that would pass `limit` bytes.
std::string printable(std::string_view text, std::size_t limit);

}  // namespace portalprobe
