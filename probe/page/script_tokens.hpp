#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// A piece of a script that is no comment.
struct ScriptToken {
  enum class Kind { word, text, sign };
  Kind kind = Kind::sign;
  std::string value;  ///< a name or number; what is between quotes, backslashes taken off; one character
};

/// Takes a script apart, as far as it takes to tell code from comments and strings: the first `max_tokens` of
/// it. One pass.
std::vector<ScriptToken> script_tokens(std::string_view script, std::size_t max_tokens = 200'000);

}  // namespace portalprobe
