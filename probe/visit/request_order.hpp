#pragma once

#include <cstddef>

#include "probe/page/found.hpp"

namespace portalprobe {

/// What of a page load is beyond the first of the two gates that a browser has for requests, and not ended.
struct RequestsReleased {
  std::size_t all = 0;     ///< but media
  std::size_t medium = 0;  ///< of medium urgency
};

/// The renderer's gate, which requests pass most urgent first, each waiting for those before it: while the
/// parser is in the page's head, what is less than highly urgent goes only if there are fewer than two
/// others, but two of medium urgency always may. (Chromium's ResourceLoadScheduler in tight mode.)
bool may_release(const FoundResource& resource, const RequestsReleased& released, bool in_head);

/// What is in flight when another request wants to start.
struct RequestsInFlight {
  std::size_t on_connections = 0;  ///< to the asking request's origin, over connections that it can use
  std::size_t at_host = 0;         ///< of the asking request's origin
  std::size_t delayable = 0;       ///< of less than high urgency, where one connection carries one at a time
  std::size_t connections = 0;     ///< to all origins, where one connection carries one at a time
};

/// What wants to start.
struct RequestToStart {
  Urgency urgency = Urgency::low;
  bool multiplexed = false;  ///< its origin is known to speak HTTP/2
};

/// The network's gate: six connections to an origin that carry one request each, 256 to all; and of less than
/// highly urgent requests over such connections ten in all, and none where six others are under way to the
/// same host. (Chromium's ResourceScheduler and its pools of sockets.)
bool may_start(const RequestToStart& request, const RequestsInFlight& in_flight);

/// The weight of a request's stream on HTTP/2. Browsers order streams strictly by urgency; weights that
/// differ by much come near to that.
int stream_weight(Urgency urgency);

}  // namespace portalprobe
