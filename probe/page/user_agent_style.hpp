#pragma once

#include <optional>

#include "probe/page/css_font_value.hpp"
#include "probe/page/document.hpp"

namespace portalprobe {

/// What a browser's own style sheet says of an element, as far as that decides what is fetched.
struct UserAgentStyle {
  bool is_shown = true;         ///< a page's `display` can change it
  bool keeps_font = true;       ///< false: a control or code, which begins with the system's font
  std::optional<int> weight{};  ///< also kBolder
  std::optional<FontStyle> style{};
};
UserAgentStyle user_agent_style(const Element& element);

/// Whether the children of an element are shown at all, whatever sheets say: not those of a video, of a
/// closed `details` (`child` being other than its summary), of what draws itself.
bool shows_child(const Element& element, const Element& child);

}  // namespace portalprobe
