#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace portalprobe {

/// Markup that takes a parser no more than time in proportion to its length, for all that lies in tags.
struct GuardedMarkup {
  std::string text;
  bool changed = false;  ///< a tag was ended early or taken for text
};

/// Ends tags of more than `attributes` attributes early (a parser compares each with all before it), and
/// takes all but the first few `html` and `body` tags for text (their attributes are merged). Looks at every
/// place where, in whatever context, a tag could begin, so nothing can hide from it; in return, long scripts
/// may get a stray '>'. One pass.
GuardedMarkup guard_markup(std::string_view markup, std::size_t attributes);

/// The markup without what `noscript` elements hold: a browser that runs scripts takes it for text, a parser
/// that does not would build elements of it, and even end the head for them. Comments, scripts and the like
/// are respected. One pass.
std::string without_noscript(std::string_view markup);

}  // namespace portalprobe
