#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>

#include "core/page_visit.hpp"

namespace portalprobe {

/// How urgently a browser asks for it: Chromium's classes of priority.
enum class Urgency { highest, high, medium, low, lowest };

/// A resource that a page or a style sheet names and a browser would fetch before the page is loaded.
struct FoundResource {
  std::string url;  ///< absolute, normalised, http or https, without fragment
  ResourceType type = ResourceType::other;
  Urgency urgency = Urgency::low;
  bool blocks_parser = false;  ///< a script that the parser waits for
  bool blocks_render = false;  ///< a style sheet that applies: nothing is laid out before it has arrived
  bool is_deferred = false;    ///< a script that is executed once the page is parsed
  /// A browser's preload scanner does not see it (a frame): asked for only once the parser, which waits for
  /// scripts and the style sheets before them, has come to it.
  bool needs_parser = false;
  /// Asked for without credentials at other origins (CORS): fonts, modules, what has `crossorigin`.
  bool is_anonymous = false;
  /// The load event waits for it. It does not for what is only preloaded, nor for all of a video.
  bool delays_load = true;
  /// A font in place of another that did not come: looked for when the page is laid out next, which is after
  /// the load event if nothing else is awaited by then.
  bool is_stand_in = false;
  /// Position in document order of the element (Document::elements) or, in a style sheet, of the rule.
  std::size_t order = 0;
  bool operator==(const FoundResource&) const = default;
};

/// The URLs of fonts that were fetched in vain: no font came.
using FailedFonts = std::unordered_set<std::string>;

}  // namespace portalprobe
