#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/expected.hpp"
#include "core/kinds.hpp"
#include "core/outcome.hpp"

namespace portalprobe {

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
/// Servers are asked in turn, one after the other, each with its share of the time: an answer - also that
/// there is no such name - is final, a failure or silence goes to the next. Names are absolute: no search
/// domain is ever appended.
class Resolver {
 public:
  /// Called exactly once per look-up that is not cancelled, never from inside `resolve`.
  using Done = std::function<void(tl::expected<Resolution, ResolveFailure>)>;

  /// `servers` as ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT; empty: the system's (/etc/resolv.conf). The
  /// io_context must outlive this. Throws std::invalid_argument for a server that is no address,
  /// std::runtime_error if c-ares will not start.
  Resolver(boost::asio::io_context& context, const std::vector<std::string>& servers);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  std::uint64_t resolve(const std::string& name, IpFamily family, microseconds timeout, Done done);
  /// Forgets a look-up: its `Done` is not called any more. Unknown ids are ignored.
  void cancel(std::uint64_t id);

  /// The servers that are asked, as ADDRESS:PORT.
  const std::vector<std::string>& servers() const;

 private:
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace portalprobe
