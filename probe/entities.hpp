#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// HTML text with its character references (&amp; &#7843; &#x1EA3; &agrave;) replaced. What is none stays as
/// it is. Linear time.
std::string decode_entities(std::string_view text);

}  // namespace portalprobe
