#include "probe/visit/request_order.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kConnectionsPerOrigin = 6;
constexpr std::size_t kStreamsPerOrigin = 100;
constexpr std::size_t kLowInHead = 2;
constexpr std::size_t kDelayable = 10;
constexpr std::size_t kDelayableWhileBlocked = 1;

}  // namespace

bool may_start(const RequestToStart& request, const RequestsInFlight& in_flight, bool in_head) {
  if (in_flight.at_origin >= (request.multiplexed ? kStreamsPerOrigin : kConnectionsPerOrigin)) return false;
  const bool low = request.urgency > Urgency::high;
  if (!low) return true;
  if (in_head && in_flight.low >= kLowInHead) return false;
  if (request.multiplexed) return true;
  if (in_flight.delayable >= kDelayable) return false;
  return !in_head || in_flight.layout_blocking == 0 || in_flight.delayable < kDelayableWhileBlocked;
}

int stream_weight(Urgency urgency) {
  switch (urgency) {
    case Urgency::highest:
      return 256;
    case Urgency::high:
      return 128;
    case Urgency::medium:
      return 32;
    case Urgency::low:
      return 8;
    case Urgency::lowest:
      return 1;
  }
  return 1;
}

}  // namespace portalprobe
