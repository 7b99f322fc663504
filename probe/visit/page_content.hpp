#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/page/document.hpp"
#include "probe/page/emc_tag.hpp"
#include "probe/page/find_resources.hpp"
#include "probe/page/screen.hpp"
#include "probe/page/style_sheet.hpp"

namespace portalprobe {

/// A page, or as much of it as has arrived, read.
struct PageContent {
  struct Style {
    std::size_t order = 0;  ///< its element's place
    StyleSheet sheet;
  };

  Document document;
  FoundInPage found;
  std::vector<Style> styles;   ///< `style` elements
  std::size_t body = 0;        ///< the place of the body's element
  bool in_body = false;        ///< something of the body has arrived
  std::size_t last = 0;        ///< the place of the last element that is not the body's: it may be cut short
  std::size_t bytes = 0;       ///< of markup that were read
  bool whole = false;          ///< all that there is
  bool needs_browser = false;  ///< of the whole page only, as is `emc`
  EmcTag emc;
  bool capped = false;
  std::size_t bytes_held = 0;  ///< about what it takes in memory
};

/// Reads a page that came from `url`. Pure; takes milliseconds for a long one.
PageContent read_content(std::string_view bytes, std::string_view content_type, const std::string& url,
                         const Screen& screen, bool whole);

/// A resource of a document, and whether it has had its effect: a style sheet with all that it imports, a
/// script.
struct Awaited {
  const FoundResource* found = nullptr;
  bool finished = false;
  std::optional<std::size_t> row{};  ///< once it is fetched
};

/// Which element of a document the parser waits at: a script that has not arrived, or for which style sheets
/// before it have not. Largest number: nothing holds it up. `resources` in document order.
std::size_t parser_position(const std::vector<Awaited>& resources);

/// Whether style sheets before `position` that a browser would not paint without are still awaited.
bool is_render_blocked(const std::vector<Awaited>& resources, std::size_t position);

}  // namespace portalprobe
