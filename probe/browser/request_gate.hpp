#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/kinds.hpp"
#include "core/settings.hpp"
#include "core/url.hpp"

namespace portalprobe {

class AddressGuard;
class Resolver;

/// What all gates of an engine share.
struct GateSetting {
  Resolver* resolver = nullptr;
  const AddressGuard* guard = nullptr;
  const std::vector<ConnectTo>* connect_to = nullptr;
};

/// Decides for one visit which requests of the page's a browser may send: none to addresses that are not
/// public, none to the visit counter of EMC, none but http and https. The engine's thread.
class RequestGate {
 public:
  /// `reason`: why not; empty: it may.
  using Decided = std::function<void(const std::string& reason)>;

  /// Hosts of `own` may be anywhere: the configuration names them.
  RequestGate(GateSetting setting, IpFamily family, std::vector<std::string> own, microseconds timeout);
  ~RequestGate();
  RequestGate(const RequestGate&) = delete;
  RequestGate& operator=(const RequestGate&) = delete;

  /// `decided` may run at once; never after the gate is gone.
  void decide(const std::string& url, Decided decided);
  /// The counter was to be asked: the tag is at work.
  bool counter_was_asked() const { return counter_was_asked_; }

 private:
  struct Host {
    bool known = false;
    std::string reason;
    std::vector<Decided> waiting;
    std::uint64_t look_up = 0;
  };

  std::string by_text(const Url& url) const;
  void look_up(const std::string& host);
  void settle(const std::string& host, std::string reason);

  const GateSetting setting_;
  const IpFamily family_;
  const std::vector<std::string> own_;
  const microseconds timeout_;
  std::map<std::string, Host> hosts_;
  bool counter_was_asked_ = false;
};

}  // namespace portalprobe
