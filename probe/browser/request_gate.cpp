#include "probe/browser/request_gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "probe/address_guard.hpp"
#include "probe/redirects.hpp"
#include "probe/resolver.hpp"
#include "probe/route.hpp"

namespace portalprobe {
namespace {

/// What a page may load without asking anybody.
bool is_local(const std::string& url) {
  return url.starts_with("data:") || url.starts_with("blob:") || url.starts_with("about:");
}

}  // namespace

RequestGate::RequestGate(GateSetting setting, IpFamily family, std::vector<std::string> own,
                         microseconds timeout)
    : setting_(setting), family_(family), own_(std::move(own)), timeout_(timeout) {}

RequestGate::~RequestGate() {
  for (const auto& [name, host] : hosts_) {
    if (!host.known) setting_.resolver->cancel(host.look_up);
  }
}

void RequestGate::decide(const std::string& url, Decided decided) {
  if (is_local(url)) return decided("");
  const auto parsed = parse_url(url);
  if (!parsed) return decided(parsed.error().message);
  if (is_visit_counter(*parsed)) {
    counter_was_asked_ = true;
    return decided("the visit counter is never asked");
  }
  const Route route = route_of(*parsed, *setting_.connect_to);
  const bool own = std::ranges::find(own_, parsed->host) != own_.end();
  if (own || route.named || (route.mapped && !is_address(parsed->host))) return decided("");
  if (is_address(parsed->host)) return decided(by_text(*parsed));
  Host& host = hosts_[parsed->host];
  if (host.known) return decided(host.reason);
  host.waiting.push_back(std::move(decided));
  if (host.waiting.size() == 1) look_up(parsed->host);
}

std::string RequestGate::by_text(const Url& url) const {
  if (setting_.guard->may_follow(url.host)) return {};
  return fmt::format("{} is not a public address (allow_addresses may list its network)", url.host);
}

void RequestGate::look_up(const std::string& name) {
  hosts_[name].look_up = setting_.resolver->resolve(
      name, family_, timeout_, [this, name](tl::expected<Resolution, ResolveFailure> answer) {
        // What cannot be looked up leads nowhere: the browser itself will say how that fails.
        if (!answer) return settle(name, "");
        const auto& addresses = answer->addresses;
        const auto inside = std::ranges::find_if(
            addresses, [this](const auto& address) { return !setting_.guard->may_follow(address); });
        if (inside == addresses.end()) return settle(name, "");
        settle(name, fmt::format(
                         "{} has the address {}, which is not public (allow_addresses may list its network)",
                         name, *inside));
      });
}

void RequestGate::settle(const std::string& name, std::string reason) {
  Host& host = hosts_[name];
  host.known = true;
  host.reason = std::move(reason);
  for (const auto& decided : std::exchange(host.waiting, {})) decided(host.reason);
}

}  // namespace portalprobe
