#pragma once

#include "core/clock.hpp"
#include "core/expected.hpp"
#include "probe/browser/browser_version.hpp"

namespace portalprobe {

/// Starts the browser that is installed, asks which it is, and ends it again: whether one can be used here,
/// as this user, in this container, with its connections held back as in a visit; it may make none. The error
/// says what is missing. Blocks, for half a second where all is well and for `patience` at most.
Expected<BrowserVersion> try_browser(microseconds patience = std::chrono::seconds(20));

}  // namespace portalprobe
