#include "probe/browser/reach.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>

#include "probe/dns_names.hpp"
#include "probe/resolver.hpp"

namespace portalprobe {
namespace {

ReachRules rules_of(AddressGuard guard, IpFamily family, const std::vector<ConnectTo>& connect_to) {
  ReachRules rules{std::move(guard), family, {}};
  for (const auto& rule : connect_to) {
    const auto address = parse_address(rule.to_host.empty() ? rule.host : rule.to_host);
    if (address) rules.mapped.push_back({*address, rule.to_port});
  }
  return rules;
}

/// Whether the system asks there now: what it asks may change while we run.
bool is_name_server(const Destination& destination) {
  constexpr const char* kWithoutAny[] = {"127.0.0.1", "::1"};
  const auto is_there = [&](std::string_view address) {
    return parse_address(address) == destination.address;
  };
  const auto servers = system_dns_servers();
  if (!servers || servers->empty())
    return destination.port == 53 && std::ranges::any_of(kWithoutAny, is_there);
  return std::ranges::any_of(*servers, [&](const DnsServer& server) {
    return server.port == destination.port && is_there(server.address);
  });
}

}  // namespace

Reach::Reach(boost::asio::io_context& io, const Clock& clock, Resolver& resolver, AddressGuard guard,
             IpFamily family, const std::vector<ConnectTo>& connect_to)
    : io_(io),
      clock_(clock),
      resolver_(resolver),
      rules_(std::make_shared<const ReachRules>(rules_of(std::move(guard), family, connect_to))) {
  for (const auto& rule : connect_to) {
    const std::string& name = rule.to_host.empty() ? rule.host : rule.to_host;
    if (!name.empty() && !parse_address(name)) mapped_names_.push_back(name);
  }
}

Reach::~Reach() {
  for (const auto id : look_ups_) resolver_.cancel(id);
}

ConnectWatch::Judge Reach::judge() const {
  auto* const self = const_cast<Reach*>(this);  // used on its own thread alone
  return [self, &io = io_, rules = rules_, alive = std::weak_ptr(alive_)](const Destination& destination,
                                                                          ConnectWatch::Verdict verdict) {
    switch (rules->judge(destination)) {
      case ReachRules::Answer::yes:
        return verdict(0);
      case ReachRules::Answer::unreachable:
        return verdict(EHOSTUNREACH);
      case ReachRules::Answer::ask:
        break;
    }
    boost::asio::post(io, [self, alive, destination, verdict = std::move(verdict)]() mutable {
      if (!alive.expired()) self->ask(destination, std::move(verdict));  // else it fails with its verdict
    });
  };
}

void Reach::enter(const std::string& host) {
  if (std::ranges::find(hosts_, host) == hosts_.end()) known_since_.reset();
  hosts_.push_back(host);
}

void Reach::leave(const std::string& host) {
  const auto it = std::ranges::find(hosts_, host);
  if (it == hosts_.end()) return;
  hosts_.erase(it);
  known_since_.reset();
}

void Reach::ask(Destination destination, ConnectWatch::Verdict verdict) {
  if (destination.port == 53 && is_name_server(destination)) return verdict(0);
  if (waiting_.size() >= kMostWaiting) return;
  waiting_.push_back({destination, std::move(verdict)});
  if (awaited_ > 0) return;
  if (known_since_ && clock_.steady() - *known_since_ < kFresh) return settle();
  look_up();
}

/// All names at once, and only now that somebody asks: a portal that is public is never looked up for this.
void Reach::look_up() {
  std::vector<std::string> names = mapped_names_;
  names.insert(names.end(), hosts_.begin(), hosts_.end());
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  addresses_.clear();
  look_ups_.clear();
  known_since_ = clock_.steady();
  awaited_ = names.size();
  for (const auto& name : names) {
    look_ups_.push_back(resolver_.resolve(name, rules_->family, kLookUp, [this](const auto& answer) {
      if (answer) {
        for (const auto& text : answer->addresses) {
          if (const auto address = parse_address(text)) addresses_.push_back(*address);
        }
      }
      if (--awaited_ > 0) return;
      known_since_ ? settle() : look_up();  // others came or went meanwhile
    }));
  }
  if (names.empty()) settle();
}

void Reach::settle() {
  for (const auto& one : std::exchange(waiting_, {})) {
    one.verdict(is_reached(one.destination) ? 0 : EACCES);
  }
}

bool Reach::is_reached(const Destination& destination) const {
  return std::ranges::find(addresses_, destination.address) != addresses_.end();
}

}  // namespace portalprobe
