#include "probe/browser/reach.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <utility>

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
    if (!name.empty() && !parse_address(name)) add(name, true);
  }
}

Reach::~Reach() {
  for (const auto& host : hosts_) resolver_.cancel(host.look_up);
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

Reach::Guest Reach::enter(const std::string& host) { return add(host, false); }

Reach::Guest Reach::enter_led(const std::string& host) { return add(host, true); }

Reach::Guest Reach::add(const std::string& name, bool is_led) {
  Host host{++last_guest_, name, is_led};
  if (const auto address = parse_address(name)) {
    host.addresses = {*address};
    host.is_answered = true;
  }
  hosts_.push_back(std::move(host));
  return last_guest_;
}

void Reach::leave(Guest guest) {
  const auto it = std::ranges::find(hosts_, guest, &Host::guest);
  if (it == hosts_.end()) return;
  const bool was_awaited = it->look_up != 0;
  resolver_.cancel(it->look_up);
  hosts_.erase(it);
  if (was_awaited) look_up();
}

void Reach::note_answer(std::string_view host, const IpAddress& from) {
  if (!is_public(from)) return;
  for (auto& one : hosts_) {
    if (one.is_led || one.name != host || parse_address(one.name)) continue;
    one.is_answered = true;
    one.addresses.clear();
  }
}

void Reach::ask(Destination destination, ConnectWatch::Verdict verdict) {
  if (destination.port == 53 && is_name_server(destination)) return verdict(0);
  if (waiting_.size() >= kMostWaiting) return;
  waiting_.push_back({destination, std::move(verdict)});
  look_up();
}

/// All that is not known, at once, and only now that somebody asks: a look-up of ours before the browser's
/// own would have the resolver answer that one from its memory.
void Reach::look_up() {
  for (auto& host : hosts_) {
    if (!is_to_be_asked(host)) continue;
    host.asked_at = clock_.steady();
    host.look_up =
        resolver_.resolve(host.name, rules_->family, kLookUp, [this, guest = host.guest](const auto& answer) {
          on_look_up(guest, answer ? &answer->addresses : nullptr);
        });
  }
  if (std::ranges::all_of(hosts_, [](const Host& host) { return host.look_up == 0; })) settle();
}

/// What the configuration leads to may move. A portal may not: see note_answer.
bool Reach::is_to_be_asked(const Host& host) const {
  if (host.look_up != 0 || parse_address(host.name)) return false;
  if (host.is_answered && !host.is_led) return false;
  return !host.asked_at || clock_.steady() - *host.asked_at >= kFresh;
}

void Reach::on_look_up(Guest guest, const std::vector<std::string>* addresses) {
  const auto host = std::ranges::find(hosts_, guest, &Host::guest);
  if (host == hosts_.end()) return;
  host->look_up = 0;
  const bool is_decided = host->is_answered && !host->is_led;  // by an answer, meanwhile
  if (addresses != nullptr && !is_decided) {
    std::vector<IpAddress> found;
    for (const auto& text : *addresses) {
      if (const auto address = parse_address(text)) found.push_back(*address);
    }
    host->is_answered = true;
    // What is public is reached without this; what such a name says beside it is no place of a portal's.
    if (!host->is_led && std::ranges::any_of(found, is_public)) found.clear();
    host->addresses = std::move(found);
  }
  look_up();  // others came meanwhile
}

void Reach::settle() {
  for (const auto& one : std::exchange(waiting_, {})) {
    one.verdict(is_reached(one.destination) ? 0 : EACCES);
  }
}

bool Reach::is_reached(const Destination& destination) const {
  return std::ranges::any_of(hosts_, [&](const Host& host) {
    return std::ranges::find(host.addresses, destination.address) != host.addresses.end();
  });
}

}  // namespace portalprobe
