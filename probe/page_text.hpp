#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// No more than this of a body is looked at.
inline constexpr std::size_t kMaxPageHead = std::size_t{64} << 10U;

/// What a reader of a page sees, and the little of its markup that tells walls from pages. All texts are
/// folded: lower case, marks taken apart, white space collapsed (see fold_text).
struct PageText {
  std::string title;
  std::string visible;      ///< the text outside of tags, scripts, styles and comments, without the title
  std::string source;       ///< the markup itself, scripts included
  std::size_t letters = 0;  ///< letters and digits in `visible`
  bool has_login = false;   ///< a password field
  std::vector<std::string> jumps;  ///< where meta refresh or a script's location leads to, as written
};

/// Reads the head of an HTML (or plain text) body. Never fails: hostile input gives poor text, in linear
/// time.
PageText read_page(std::string_view head, std::string_view content_type);

/// The title of an HTML page for a person: entities decoded, white space collapsed, at most 200 bytes of
/// valid UTF-8.
std::string title_of(std::string_view head, std::string_view content_type = {});

}  // namespace portalprobe
