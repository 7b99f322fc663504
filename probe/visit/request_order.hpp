#pragma once

#include <cstddef>

#include "probe/page/found.hpp"

namespace portalprobe {

/// What is in flight of a page load when another request wants to start.
struct RequestsInFlight {
  std::size_t at_origin = 0;        ///< of the asking request's origin
  std::size_t delayable = 0;        ///< low ones over connections that carry one request at a time
  std::size_t low = 0;              ///< low ones over any
  std::size_t layout_blocking = 0;  ///< urgent ones, asked for before the body was reached
};

/// What wants to start.
struct RequestToStart {
  Urgency urgency = Urgency::low;
  bool multiplexed = false;  ///< its origin is known to speak HTTP/2
};

/// Whether a browser would send the request now, or let it wait: six connections to an origin that carry one
/// request each; before the body of the page was reached (`in_head`) two low requests at a time, and one
/// only, over such connections, while urgent ones are under way; afterwards ten. The numbers are those of
/// Chromium's renderer (ResourceLoadScheduler, tight mode) and network service (ResourceScheduler).
bool may_start(const RequestToStart& request, const RequestsInFlight& in_flight, bool in_head);

/// The weight of a request's stream on HTTP/2. Browsers order streams strictly by urgency; weights that
/// differ by much come near to that.
int stream_weight(Urgency urgency);

}  // namespace portalprobe
