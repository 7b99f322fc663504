#include "probe/visit/request_order.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kConnectionsPerOrigin = 6;
constexpr std::size_t kConnections = 256;
constexpr std::size_t kStreamsPerOrigin = 100;
constexpr std::size_t kInHead = 2;
constexpr std::size_t kMediumInHead = 2;
constexpr std::size_t kDelayable = 10;
constexpr std::size_t kBesideDelayable = 6;

}  // namespace

bool may_release(const FoundResource& resource, const RequestsReleased& released, bool in_head) {
  if (!in_head || resource.urgency <= Urgency::high || resource.type == ResourceType::media) return true;
  if (resource.urgency == Urgency::medium && released.medium < kMediumInHead) return true;
  return released.all < kInHead;
}

bool may_start(const RequestToStart& request, const RequestsInFlight& in_flight) {
  if (request.multiplexed) return in_flight.on_connections < kStreamsPerOrigin;
  if (in_flight.on_connections >= kConnectionsPerOrigin || in_flight.connections >= kConnections)
    return false;
  if (request.urgency <= Urgency::high) return true;
  return in_flight.delayable < kDelayable && in_flight.at_host < kBesideDelayable;
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
