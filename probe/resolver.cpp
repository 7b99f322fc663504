#include "probe/resolver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <stdexcept>

#include "probe/dns_names.hpp"

namespace portalprobe {
namespace {

/// A server that is silent for so long gives way to the next, if there is one.
constexpr microseconds kLongestPatience = std::chrono::seconds(2);

std::string_view family_name(IpFamily family) {
  switch (family) {
    case IpFamily::ipv4:
      return "IPv4 address";
    case IpFamily::ipv6:
      return "IPv6 address";
    case IpFamily::any:
      break;
  }
  return "address";
}

std::vector<std::string> loopback(IpFamily family) {
  std::vector<std::string> addresses;
  if (family != IpFamily::ipv4) addresses.emplace_back("::1");
  if (family != IpFamily::ipv6) addresses.emplace_back("127.0.0.1");
  return addresses;
}

Resolution resolution(std::vector<std::string> addresses, std::string resolver = {}) {
  return {std::move(addresses), std::nullopt, std::move(resolver), std::chrono::steady_clock::now()};
}

tl::unexpected<ResolveFailure> failure(Outcome outcome, std::string detail, std::string resolver = {}) {
  return tl::unexpected(ResolveFailure{outcome, std::move(detail), std::move(resolver)});
}

std::string seconds_text(microseconds time) {
  return fmt::format("{:.3g} s", std::chrono::duration<double>(time).count());
}

/// A name that nobody has checked, fit for a sentence.
std::string shown(std::string_view name) {
  std::string text(name.substr(0, 64));
  std::ranges::replace_if(
      text, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return name.size() > text.size() ? text + "..." : text;
}

std::vector<DnsServer> read_servers(const std::vector<std::string>& texts) {
  std::vector<DnsServer> servers;
  for (const auto& text : texts) {
    auto server = parse_dns_server(text);
    if (!server) throw std::invalid_argument(server.error().message);
    servers.push_back(std::move(*server));
  }
  if (!servers.empty()) return servers;
  auto system = system_dns_servers();
  if (!system) throw std::runtime_error(system.error().message);
  return std::move(*system);
}

const DnsReply* find(const std::vector<DnsReply>& replies, DnsReply::Kind kind) {
  const auto found = std::ranges::find(replies, kind, &DnsReply::kind);
  return found == replies.end() ? nullptr : &*found;
}

/// The addresses of all families that have some.
Resolution joined(const std::vector<DnsReply>& replies, const DnsServer& server) {
  Resolution result = resolution({}, server.text());
  for (const auto& reply : replies) {
    if (reply.kind != DnsReply::Kind::addresses) continue;
    result.done_at = result.addresses.empty() ? reply.at : std::max(result.done_at, reply.at);
    result.addresses.insert(result.addresses.end(), reply.addresses.begin(), reply.addresses.end());
    if (reply.ttl_s) result.ttl_s = std::min(result.ttl_s.value_or(*reply.ttl_s), *reply.ttl_s);
  }
  return result;
}

}  // namespace

/// One name's way through the servers.
class Resolver::Lookup {
 public:
  Lookup(Resolver& resolver, std::uint64_t id, std::string name, IpFamily family, microseconds timeout,
         Done done)
      : resolver_(resolver),
        id_(id),
        name_(std::move(name)),
        family_(family),
        deadline_(std::chrono::steady_clock::now() + timeout),
        done_(std::move(done)) {}

  void ask_next_server() {
    const auto left = to_microseconds(deadline_ - std::chrono::steady_clock::now());
    if (next_ == resolver_.servers_.size() || left <= microseconds(0)) return give_up();
    const auto& server = resolver_.servers_[next_++];
    const auto others = static_cast<std::int64_t>(resolver_.servers_.size() - next_);
    patience_ = others == 0 ? left : std::min(left / (others + 1), kLongestPatience);
    asked_at_ = std::chrono::steady_clock::now();
    query_ = std::make_unique<DnsQuery>(resolver_.context_, server);
    // The final dot keeps the name absolute.
    query_->start(name_ + ".", family_, patience_, [this](const auto& replies) { on_replies(replies); });
  }

  Done take_done() { return std::move(done_); }

 private:
  using Kind = DnsReply::Kind;

  void on_replies(const std::vector<DnsReply>& replies) {
    const auto& server = resolver_.servers_[next_ - 1];
    if (find(replies, Kind::addresses) != nullptr) return resolver_.finish(id_, joined(replies, server));
    if (find(replies, Kind::no_name) != nullptr) {
      return end(Outcome::dns_not_found, fmt::format("there is no name {}", name_));
    }
    for (const auto& reply : replies) note(server, reply);
    if (find(replies, Kind::ours) != nullptr) return end(Outcome::probe_error, said_);
    if (std::ranges::all_of(replies, [](const auto& reply) { return reply.kind == Kind::none; })) {
      return end(Outcome::dns_not_found, fmt::format("{} has no {}", name_, family_name(family_)));
    }
    ask_next_server();
  }

  /// Keeps what a server said for the sentence at the end.
  void note(const DnsServer& server, const DnsReply& reply) {
    std::string said;
    if (reply.kind == Kind::failed || reply.kind == Kind::ours)
      said = fmt::format("{} {}", server.text(), reply.detail);
    if (reply.kind == Kind::silent) {
      // c-ares gives up earlier where it asks over TCP.
      const auto waited = to_microseconds(std::chrono::steady_clock::now() - asked_at_);
      said = fmt::format("{} did not answer within {}", server.text(),
                         seconds_text(std::min(waited, patience_)));
    }
    heard_ = heard_ || reply.kind != Kind::silent;
    if (said.empty() || said_.ends_with(said)) return;
    if (!said_.empty()) said_ += "; ";
    said_ += said;
  }

  void give_up() {
    const auto outcome = heard_ ? Outcome::dns_server_failed : Outcome::dns_timed_out;
    end(outcome, said_.empty() ? "there was no time left to ask a DNS server" : std::move(said_));
  }

  void end(Outcome outcome, std::string detail) {
    resolver_.finish(
        id_, failure(outcome, std::move(detail), next_ == 0 ? "" : resolver_.servers_[next_ - 1].text()));
  }

  Resolver& resolver_;
  std::uint64_t id_;
  std::string name_;
  IpFamily family_;
  SteadyTime deadline_;
  Done done_;
  std::size_t next_ = 0;  ///< index of the server to ask next
  SteadyTime asked_at_;
  microseconds patience_{0};
  std::string said_;
  bool heard_ = false;  ///< some server answered, if only to refuse
  std::unique_ptr<DnsQuery> query_;
};

Resolver::Resolver(boost::asio::io_context& context, const std::vector<std::string>& servers,
                   const std::string& hosts_file)
    : context_(context),
      servers_(read_servers(servers)),
      hosts_(hosts_file),
      alive_(std::make_shared<Resolver*>(this)) {}

Resolver::~Resolver() = default;

std::vector<std::string> Resolver::servers() const {
  std::vector<std::string> texts;
  for (const auto& server : servers_) texts.push_back(server.text());
  return texts;
}

std::optional<Resolver::Result> Resolver::answer_without_asking(const std::string& name, IpFamily family) {
  if (is_of_family(name, IpFamily::any)) {
    if (is_of_family(name, family)) return resolution({name});
    return failure(Outcome::dns_not_found, fmt::format("{} is no {}", name, family_name(family)));
  }
  if (is_under(name, "localhost")) return resolution(loopback(family));
  if (auto listed = hosts_.find(name, family); !listed.empty()) return resolution(std::move(listed), "hosts");
  if (is_under(name, "invalid") || is_under(name, "onion")) {
    return failure(Outcome::dns_not_found,
                   fmt::format("there is no name {} (such names are reserved)", name));
  }
  if (!is_askable(name)) {
    return failure(Outcome::dns_not_found, fmt::format("DNS cannot hold a name like '{}'", shown(name)));
  }
  return std::nullopt;
}

std::uint64_t Resolver::resolve(const std::string& name, IpFamily family, microseconds timeout, Done done) {
  const auto id = ++last_id_;
  const auto plain = plain_name(name);
  auto& lookup = lookups_[id];
  lookup = std::make_unique<Lookup>(*this, id, plain, family, timeout, std::move(done));
  auto known = answer_without_asking(plain, family);
  boost::asio::post(context_, [weak = std::weak_ptr(alive_), id, known = std::move(known)]() mutable {
    const auto self = weak.lock();
    if (!self) return;
    const auto found = (*self)->lookups_.find(id);
    if (found == (*self)->lookups_.end()) return;
    if (known) {
      (*self)->finish(id, std::move(*known));
    } else {
      found->second->ask_next_server();
    }
  });
  return id;
}

void Resolver::cancel(std::uint64_t id) { lookups_.erase(id); }

void Resolver::finish(std::uint64_t id, Result result) {
  const auto found = lookups_.find(id);
  const auto done = found->second->take_done();
  lookups_.erase(found);
  done(std::move(result));
}

}  // namespace portalprobe
