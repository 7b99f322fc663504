#pragma once

#include <nlohmann/json_fwd.hpp>

#include <set>
#include <string>

#include "probe/browser/browser_proxy.hpp"

namespace portalprobe {

class DevTools;
class RequestGate;

/// Answers what the requests of a visit wait for (the Fetch domain): whether they may be sent, and which
/// password a proxy wants. The proxy's goes to the proxy, once a request; nobody else gets any. The engine's
/// thread.
class FetchAnswers {
 public:
  /// `devtools` and `gate` outlive this.
  FetchAnswers(DevTools& devtools, RequestGate& gate, BrowserProxy proxy);

  /// The commands' parameters: what a session is told so that its requests wait.
  static nlohmann::json enable();
  /// False: the event is something else.
  bool take(const std::string& session, const std::string& method, const nlohmann::json& params);

 private:
  void on_paused(const std::string& session, const nlohmann::json& params);
  void on_password(const std::string& session, const nlohmann::json& params);
  void tell(const std::string& session, const std::string& method, const nlohmann::json& params);

  DevTools& devtools_;
  RequestGate& gate_;
  const BrowserProxy proxy_;
  std::set<std::string> told_;  ///< requests that the proxy's password was given for
};

}  // namespace portalprobe
