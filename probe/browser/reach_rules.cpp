#include "probe/browser/reach_rules.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

constexpr std::uint16_t kDns = 53;

bool is_other_family(IpFamily family, const Destination& destination) {
  if (family == IpFamily::any) return false;
  return destination.is_ipv6 != (family == IpFamily::ipv6);
}

}  // namespace

ReachRules::Answer ReachRules::judge(const Destination& destination) const {
  const auto fits = [&](const ReachedEndpoint& one) {
    return one.address == destination.address && (!one.port || one.port == destination.port);
  };
  if (std::ranges::any_of(mapped, fits)) return Answer::yes;
  // Name servers may be anywhere and of any family: only who knows them can tell.
  if (is_other_family(family, destination))
    return destination.port == kDns ? Answer::ask : Answer::unreachable;
  return guard.may_follow(destination.address) ? Answer::yes : Answer::ask;
}

}  // namespace portalprobe
