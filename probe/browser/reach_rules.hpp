#pragma once

#include <optional>
#include <vector>

#include "core/kinds.hpp"
#include "probe/address_guard.hpp"
#include "probe/browser/connect_watch.hpp"

namespace portalprobe {

/// An address that a browser may be sent to; absent: at any port.
struct ReachedEndpoint {
  IpAddress address;
  std::optional<std::uint16_t> port;
  bool operator==(const ReachedEndpoint&) const = default;
};

/// What can be said of a browser's connections by their address alone. Never changes: any thread's.
struct ReachRules {
  enum class Answer {
    yes,
    unreachable,  ///< of the address family that is not measured: as if the machine did not have it
    ask,          ///< not public: only if it is where the portal itself is, or a proxy, or a name server
  };

  AddressGuard guard;
  IpFamily family = IpFamily::any;
  std::vector<ReachedEndpoint> mapped;  ///< by `--connect-to`

  Answer judge(const Destination& destination) const;
};

}  // namespace portalprobe
