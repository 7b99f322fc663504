#pragma once

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings.hpp"
#include "probe/browser/reach_rules.hpp"

namespace portalprobe {

class Resolver;

/// Decides about the connections of one browser: they may lead to public addresses of the measured family, to
/// where `--connect-to` and proxies are, to the system's name servers, and to where portals are that are
/// inside. `io`'s thread, unless it says otherwise.
///
/// A portal's own name is looked up at most once a visit, and only if something wants to go inside before
/// the portal has answered from a public address: a name that is public never leads inside, whatever it is
/// said to be later, and nobody's name server is asked on behalf of a page.
class Reach {
 public:
  using Guest = std::uint64_t;

  static constexpr microseconds kLookUp = std::chrono::seconds(5);
  /// For so long the addresses of what the configuration leads to are taken as they are.
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

  /// A visit of this host (a name or an address) begins. Until it leaves, its addresses may be reached, by
  /// any port, if none of them is public.
  Guest enter(const std::string& host);
  /// A visit begins that is led there by the configuration: wherever that is, until it leaves.
  Guest enter_led(const std::string& host);
  void leave(Guest guest);
  /// Somebody answered for that host from this address: if it is a public one, visits of the host under way
  /// have nothing to do inside.
  void note_answer(std::string_view host, const IpAddress& from);

 private:
  struct Waiting {
    Destination destination;
    ConnectWatch::Verdict verdict;
  };

  struct Host {
    Guest guest;
    std::string name;
    bool is_led;
    std::optional<SteadyTime> asked_at = {};  ///< absent: never yet
    bool is_answered = false;
    std::uint64_t look_up = 0;  ///< that is under way
    std::vector<IpAddress> addresses = {};
  };

  Guest add(const std::string& name, bool is_led);
  void ask(Destination destination, ConnectWatch::Verdict verdict);
  void look_up();
  bool is_to_be_asked(const Host& host) const;
  void on_look_up(Guest guest, const std::vector<std::string>* addresses);
  void settle();
  bool is_reached(const Destination& destination) const;

  boost::asio::io_context& io_;
  const Clock& clock_;
  Resolver& resolver_;
  const std::shared_ptr<const ReachRules> rules_;
  Guest last_guest_ = 0;
  std::vector<Host> hosts_;  ///< a name may be there several times
  std::vector<Waiting> waiting_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
