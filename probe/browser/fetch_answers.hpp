#pragma once

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "probe/browser/browser_proxy.hpp"
#include "probe/browser/document_headers.hpp"

namespace portalprobe {

class DevTools;
class RequestGate;

/// Answers what the requests of a visit wait for (the Fetch domain): whether they may be sent, with which
/// headers, and which password a proxy wants. The proxy's goes to the proxy, once a request; nobody else gets
/// any. The engine's thread.
class FetchAnswers {
 public:
  /// A request could not be answered, and would wait for ever.
  using Lost = std::function<void(const std::string& why)>;

  /// `devtools` and `gate` outlive this. `lost` is never called once this is gone.
  FetchAnswers(DevTools& devtools, RequestGate& gate, BrowserProxy proxy, DocumentHeaders headers, Lost lost);

  /// The commands' parameters: what a session is told so that its requests wait.
  static nlohmann::json enable();
  /// False: the event is something else.
  bool take(const std::string& session, const std::string& method, const nlohmann::json& params);

 private:
  void on_paused(const std::string& session, const nlohmann::json& params);
  void on_password(const std::string& session, const nlohmann::json& params);
  void note_answer(const nlohmann::json& response);
  void send_with(const std::string& session, const nlohmann::json& params);
  void tell(const std::string& session, const std::string& method, const nlohmann::json& params);

  DevTools& devtools_;
  RequestGate& gate_;
  const BrowserProxy proxy_;
  DocumentHeaders headers_;
  const Lost lost_;
  std::set<std::string> told_;  ///< requests that the proxy's password was given for
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
