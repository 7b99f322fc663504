#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "probe/page/screen.hpp"

namespace portalprobe {

/// An image's sources as its attributes name them.
struct ImageSources {
  std::string_view srcset;
  std::string_view sizes;  ///< empty: 100vw
  std::string_view src;    ///< empty: none (as in `source`)
};

/// The source that Chromium takes on that screen, as written; absent if there is none. Of a `srcset` at most
/// 1,000 candidates are looked at.
std::optional<std::string> chosen_source(const ImageSources& image, const Screen& screen);

}  // namespace portalprobe
