#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/measurement.hpp"
#include "core/portal.hpp"
#include "probe/browser/request_log.hpp"

namespace portalprobe {

class PageMemory;

/// What a browser has made of a page, when it was looked at for the last time.
struct SeenPage {
  const DocumentAnswer& document;
  std::optional<std::string_view> body;  ///< of the document as it came; absent: not to be had
  std::string final_url;                 ///< where it is now; scripts may have led it on
  bool was_loaded = false;
  bool is_download = false;
  bool is_time_up = false;  ///< that is why it was looked at for the last time
};

struct PageEnding {
  Outcome outcome = Outcome::ok;
  std::string detail;
};

/// What to make of it: the rules of measurements without a browser, for what a browser has seen. Keeps in
/// `pages` what other pages of the portal are compared with.
PageEnding ending_of(const SeenPage& page, const Portal& portal, const Target& target, PageMemory& pages);

}  // namespace portalprobe
