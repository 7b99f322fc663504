#pragma once

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/settings.hpp"
#include "probe/browser/reach_rules.hpp"

namespace portalprobe {

class Resolver;

/// Decides about the connections of one browser: they may lead to public addresses of the measured family, to
/// where `--connect-to` says, to the hosts of the visits under way wherever these are, to their proxies and
/// to the system's name servers. `io`'s thread, unless it says otherwise.
class Reach {
 public:
  static constexpr microseconds kLookUp = std::chrono::seconds(5);
  /// For so long the addresses of names are taken as they are.
  static constexpr microseconds kFresh = std::chrono::seconds(10);
  static constexpr std::size_t kMostWaiting = 1'000;

  /// `io`, `clock` and `resolver` outlive this.
  Reach(boost::asio::io_context& io, const Clock& clock, Resolver& resolver, AddressGuard guard,
        IpFamily family, const std::vector<ConnectTo>& connect_to);
  ~Reach();
  Reach(const Reach&) = delete;
  Reach& operator=(const Reach&) = delete;

  /// For a ConnectWatch: may be called from any thread, and after this is gone refuses what is not public.
  ConnectWatch::Judge judge() const;

  /// A visit under way needs this host (a name or an address). Once for each `leave`.
  void enter(const std::string& host);
  void leave(const std::string& host);

 private:
  struct Waiting {
    Destination destination;
    ConnectWatch::Verdict verdict;
  };

  void ask(Destination destination, ConnectWatch::Verdict verdict);
  void look_up();
  void settle();
  bool is_reached(const Destination& destination) const;

  boost::asio::io_context& io_;
  const Clock& clock_;
  Resolver& resolver_;
  const std::shared_ptr<const ReachRules> rules_;
  std::vector<std::string> mapped_names_;
  std::vector<std::string> hosts_;  ///< of visits; one may be there several times
  std::vector<IpAddress> addresses_;
  std::optional<SteadyTime> known_since_;  ///< absent: the names are others now
  std::vector<std::uint64_t> look_ups_;    ///< that are under way
  std::size_t awaited_ = 0;
  std::vector<Waiting> waiting_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
