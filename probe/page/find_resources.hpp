#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "probe/page/document.hpp"
#include "probe/page/found.hpp"
#include "probe/page/screen.hpp"

namespace portalprobe {

struct FindLimits {
  std::size_t resources = 5'000;  ///< of one document
  std::size_t url_bytes = 8'192;  ///< longer URLs are left out
};

/// A style sheet inside the page.
struct InlineStyle {
  std::size_t order = 0;  ///< its element: sheets apply in document order
  std::string text;
};

/// A document inside the page (`srcdoc`).
struct InlineFrame {
  std::size_t order = 0;  ///< its element: it is loaded once the parser is there
  std::string markup;     ///< UTF-8
};

/// What a document names.
struct FoundInPage {
  std::string base;  ///< URL that relative ones are resolved against (`base href` considered)
  std::vector<FoundResource> resources;  ///< in document order; each URL and type once
  std::vector<InlineStyle> styles;       ///< `style` elements whose media match
  std::vector<InlineFrame> frames;       ///< that are not lazy
  /// Scripts without a URL that are run: the parser waits at each for the style sheets before it. In document
  /// order; modules are deferred, as they are run once the page is parsed.
  std::vector<FoundResource> inline_scripts;
  bool capped = false;
};

/// Finds what Chromium would fetch for `document`, which came from `url` (absolute). Links with a scheme
/// other than http and https, lazy images and frames, and what scripts would add are not in it. Of the
/// beginning of a page it finds nothing that it would not find of the whole. Linear in the document's size.
FoundInPage find_resources(const Document& document, std::string_view url, const Screen& screen,
                           const FindLimits& limits = {});

}  // namespace portalprobe
