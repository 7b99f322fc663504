#include "probe/browser/fetch_answers.hpp"

#include <nlohmann/json.hpp>

#include <utility>

#include "probe/browser/devtools.hpp"
#include "probe/browser/json_values.hpp"
#include "probe/browser/request_gate.hpp"

namespace portalprobe {
namespace {

constexpr microseconds kStep = std::chrono::seconds(10);

}  // namespace

FetchAnswers::FetchAnswers(DevTools& devtools, RequestGate& gate, BrowserProxy proxy, DocumentHeaders headers,
                           Lost lost)
    : devtools_(devtools),
      gate_(gate),
      proxy_(std::move(proxy)),
      headers_(std::move(headers)),
      lost_(std::move(lost)) {}

nlohmann::json FetchAnswers::enable() { return {{"handleAuthRequests", true}}; }

bool FetchAnswers::take(const std::string& session, const std::string& method, const nlohmann::json& params) {
  if (method == "Fetch.requestPaused") {
    on_paused(session, params);
  } else if (method == "Fetch.authRequired") {
    on_password(session, params);
  } else {
    if (method == "Network.requestWillBeSent") note_answer(json::at(params, "redirectResponse"));
    if (method == "Network.responseReceived") note_answer(json::at(params, "response"));
    return false;
  }
  return true;
}

void FetchAnswers::note_answer(const nlohmann::json& response) {
  const auto address = json::text_at(response, "remoteIPAddress");
  if (!address.empty()) gate_.note_answer(std::string(json::text_at(response, "url")), address);
}

void FetchAnswers::on_paused(const std::string& session, const nlohmann::json& params) {
  const std::string id(json::text_at(params, "requestId"));
  const std::string url(json::text_at(json::at(params, "request"), "url"));
  if (!gate_.why_not(url).empty())
    return tell(session, "Fetch.failRequest", {{"requestId", id}, {"errorReason", "BlockedByClient"}});
  if (auto headers = headers_.for_request(params))
    return send_with(session, {{"requestId", id}, {"headers", std::move(*headers)}});
  tell(session, "Fetch.continueRequest", {{"requestId", id}});
}

/// There are headers that browsers refuse to send; the request waits then. What they say of it may hold a
/// secret.
void FetchAnswers::send_with(const std::string& session, const nlohmann::json& params) {
  devtools_.call(session, "Fetch.continueRequest", params, kStep,
                 [this, alive = std::weak_ptr(alive_)](const Expected<nlohmann::json>& answer) {
                   if (alive.expired() || answer) return;
                   const bool is_given_up =
                       answer.error().message.find("InterceptionId") != std::string::npos;
                   if (!is_given_up) lost_("the browser does not take the configured headers of the page");
                 });
}

void FetchAnswers::on_password(const std::string& session, const nlohmann::json& params) {
  const std::string id(json::text_at(params, "requestId"));
  const bool is_proxy = json::text_at(json::at(params, "authChallenge"), "source") == "Proxy";
  nlohmann::json response = {{"response", "CancelAuth"}};
  if (is_proxy && !proxy_.user.empty() && told_.insert(session + '/' + id).second) {
    response = {{"response", "ProvideCredentials"}, {"username", proxy_.user}, {"password", proxy_.password}};
  }
  tell(session, "Fetch.continueWithAuth", {{"requestId", id}, {"authChallengeResponse", response}});
}

void FetchAnswers::tell(const std::string& session, const std::string& method, const nlohmann::json& params) {
  if (!devtools_.tell(session, method, params)) lost_("too much waits to be read by the browser");
}

}  // namespace portalprobe
