#pragma once

#include <string_view>

#include "probe/page/document.hpp"

namespace portalprobe {

/// What Chromium makes of the `type` attributes of a page. An empty type is one that is left to the answer:
/// supported. Parameters are looked past.

bool is_style_type(std::string_view type);
bool is_image_type(std::string_view type);
bool is_font_type(std::string_view type);
bool is_playable_type(std::string_view type);

/// How a script is run, by its `type` and `language`.
enum class ScriptKind { classic, module, none };
ScriptKind script_kind(const Element& script);

/// What an `object` or `embed` becomes.
enum class Embedded { image, frame, none };
/// By its type or, without one, by how its URL's path ends.
Embedded embedded_kind(std::string_view type, std::string_view url);

}  // namespace portalprobe
