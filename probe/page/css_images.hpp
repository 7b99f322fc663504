#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// Whether Chromium would take a value of a property for images (`background`, `mask-image` ...), near
/// enough: functions it does not know (`-moz-linear-gradient`) and tricks for old browsers (`\9`) make it
/// invalid, so that an earlier declaration stays.
bool is_image_value(std::string_view value);

/// The same for a property that takes images and nothing else, `many` or one (`background-image`,
/// `list-style-image`).
bool is_image_list(std::string_view value, bool many);

/// The URLs, as written, of the images that a value asks for: `url()`, the best of an `image-set()` for
/// `density`, both sides of a `cross-fade()`. Gradients ask for none.
std::vector<std::string> image_urls(std::string_view value, double density);

}  // namespace portalprobe
