#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings.hpp"
#include "core/url.hpp"

namespace portalprobe {

class AddressGuard;
struct IpAddress;

/// What all gates of a browser share.
struct GateSetting {
  const AddressGuard* guard = nullptr;
  const std::vector<ConnectTo>* connect_to = nullptr;
  /// Is told where own hosts answer from.
  std::function<void(const std::string& host, const IpAddress& from)> on_answer = {};
};

/// Decides for one visit which requests of the page's a browser may send: none that by their very text lead
/// to what is not public, none to the visit counter of EMC, none but http and https. Where names lead is
/// decided when they are connected to (Reach): to look them up here would be time of ours in the page's
/// numbers. The engine's thread.
class RequestGate {
 public:
  /// Hosts of `own` may be anywhere: the configuration names them.
  RequestGate(GateSetting setting, std::vector<std::string> own);

  /// Why it may not be sent, a sentence; empty: it may.
  std::string why_not(const std::string& url);
  /// The counter was to be asked: the tag is at work.
  bool counter_was_asked() const { return counter_was_asked_; }
  /// A request was answered from that address, in text form as browsers tell it (IPv6 in brackets).
  void note_answer(const std::string& url, std::string_view address);

 private:
  bool is_own(const std::string& host) const;
  bool is_loopback_listed() const;

  const GateSetting setting_;
  const std::vector<std::string> own_;
  bool counter_was_asked_ = false;
};

}  // namespace portalprobe
