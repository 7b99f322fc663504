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

FetchAnswers::FetchAnswers(DevTools& devtools, RequestGate& gate, BrowserProxy proxy)
    : devtools_(devtools), gate_(gate), proxy_(std::move(proxy)) {}

nlohmann::json FetchAnswers::enable() { return {{"handleAuthRequests", true}}; }

bool FetchAnswers::take(const std::string& session, const std::string& method, const nlohmann::json& params) {
  if (method == "Fetch.requestPaused") {
    on_paused(session, params);
  } else if (method == "Fetch.authRequired") {
    on_password(session, params);
  } else {
    return false;
  }
  return true;
}

void FetchAnswers::on_paused(const std::string& session, const nlohmann::json& params) {
  const std::string id(json::text_at(params, "requestId"));
  const std::string url(json::text_at(json::at(params, "request"), "url"));
  gate_.decide(url, [this, session, id](const std::string& reason) {
    if (reason.empty()) return tell(session, "Fetch.continueRequest", {{"requestId", id}});
    tell(session, "Fetch.failRequest", {{"requestId", id}, {"errorReason", "BlockedByClient"}});
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
  devtools_.call(session, method, params, kStep, [](const auto&) {});
}

}  // namespace portalprobe
