#pragma once

#include "probe/page/document.hpp"

namespace portalprobe {

/// Whether the document is an application shell: scripts and an empty container that they would fill (Vue,
/// Angular, React, also inside a portal server's frame of header and footer), so that only a browser can tell
/// when it is loaded.
bool needs_browser(const Document& document);

}  // namespace portalprobe
