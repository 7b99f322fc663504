#pragma once

#include <string>
#include <string_view>

#include "probe/page/document.hpp"

namespace portalprobe {

/// The tag of EMC, the measuring system for digital government services, in a page.
struct EmcTag {
  int level = 0;        ///< 0 absent, 1 its text is found, 2 active
  std::string site_id;  ///< digits; empty unless active
  std::string detail;   ///< what keeps it from being active, one line; empty if absent or active
  bool operator==(const EmcTag&) const = default;
};

/// Looks for the tag. Active means that scripts which are run load the tracking program, over https (or over
/// http on a page that is http itself), and give the queue `_govaq` a numeric site id. What stands in
/// comments, of HTML or of a script, is text only; a commented block whose site id is empty was never filled
/// in, and is no tag at all. `markup` is the page as it came (comments are not in `document`). Nothing is
/// ever asked of the counter itself.
EmcTag find_emc_tag(const Document& document, std::string_view markup, std::string_view url);

}  // namespace portalprobe
