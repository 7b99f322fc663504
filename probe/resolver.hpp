#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/clock.hpp"
#include "core/expected.hpp"
#include "core/kinds.hpp"
#include "core/outcome.hpp"
#include "probe/hosts_file.hpp"

namespace portalprobe {

struct DnsServer;

/// A name's addresses and where they came from.
struct Resolution {
  std::vector<std::string> addresses;  ///< in text form, at least one; those of `any`: IPv6 and IPv4
  std::optional<std::uint32_t> ttl_s;  ///< the smallest of the records used; absent without a look-up
  std::string resolver;  ///< ADDRESS:PORT that answered, `hosts` (the hosts file), or empty: no look-up
  SteadyTime done_at;
};

struct ResolveFailure {
  Outcome outcome = Outcome::probe_error;  ///< dns_not_found, dns_server_failed, dns_timed_out or probe_error
  std::string detail;
  std::string resolver;  ///< the last one asked, if any
};

/// Looks names up, without a cache. Everything happens on the io_context's thread.
///
/// An address is its own answer, `localhost` is loopback, a name of the hosts file is answered by that, and
/// names under
/// `.invalid` and `.onion` are never asked for. For the rest servers are asked in turn, one after the other,
/// each with its share of the time: an answer - also that there is no such name - is final, a failure or
/// silence goes to the next. Names are absolute: no search domain is ever appended.
class Resolver {
 public:
  /// Called exactly once per look-up that is not cancelled, never from inside `resolve`. May destroy the
  /// resolver.
  using Done = std::function<void(tl::expected<Resolution, ResolveFailure>)>;

  /// `servers` as ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT; empty: the system's (/etc/resolv.conf, read now).
  /// The io_context must outlive this. Throws std::invalid_argument for a server that is no address,
  /// std::runtime_error if the system's cannot be read.
  Resolver(boost::asio::io_context& context, const std::vector<std::string>& servers,
           const std::string& hosts_file = "/etc/hosts");
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// `timeout` bounds the whole look-up, all servers together.
  std::uint64_t resolve(const std::string& name, IpFamily family, microseconds timeout, Done done);
  /// Forgets a look-up: its `Done` is not called any more. Unknown ids are ignored.
  void cancel(std::uint64_t id);

  /// The servers that are asked, as ADDRESS:PORT.
  std::vector<std::string> servers() const;

 private:
  class Lookup;
  using Result = tl::expected<Resolution, ResolveFailure>;

  std::optional<Result> answer_without_asking(const std::string& name, IpFamily family);
  void finish(std::uint64_t id, Result result);

  boost::asio::io_context& context_;
  std::vector<DnsServer> servers_;
  HostsFile hosts_;
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<Lookup>> lookups_;
  std::shared_ptr<Resolver*> alive_;  ///< for handlers that come late
};

}  // namespace portalprobe
