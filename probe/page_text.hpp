#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// No more than this of a body is looked at.
inline constexpr std::size_t kMaxPageHead = std::size_t{64} << 10U;

/// What a reader of a page sees, and the little of its markup that tells walls from pages.
struct PageText {
  std::string title;    ///< folded (see fold_text)
  std::string visible;  ///< folded: the text outside of tags, scripts, styles and comments, without the title
  std::string markup;   ///< the page itself in UTF-8, as written
  std::size_t letters = 0;  ///< letters and digits of `visible`
  std::size_t fields = 0;   ///< form fields that a user fills in
  std::size_t links = 0;    ///< elements that lead elsewhere
  bool has_login = false;   ///< a password field
  std::vector<std::string>
      jumps;  ///< where meta refresh or a script's location leads to, as written; a few at most
};

/// Whether answers of this content type are pages for people. None given: by what the body begins with.
bool is_page(std::string_view head, std::string_view content_type);

/// Whether a reader surely sees more letters and digits than `limit` on a page. Far cheaper than reading it,
/// since the look ends where the answer is known; false where only reading can tell.
bool shows_more_than(std::string_view head, std::string_view content_type, std::size_t limit);

/// Reads the head of a page. Never fails: hostile input gives poor text, in linear time and memory.
PageText read_page(std::string_view head, std::string_view content_type);

/// The title of an HTML page for a person: entities decoded, white space collapsed, at most 200 bytes of
/// valid UTF-8. Empty for what is no page.
std::string title_of(std::string_view head, std::string_view content_type = {});

}  // namespace portalprobe
