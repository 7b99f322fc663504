#include "probe/browser/visit_workers.hpp"

#include <nlohmann/json.hpp>

#include "probe/browser/devtools.hpp"
#include "probe/browser/fetch_answers.hpp"
#include "probe/browser/json_values.hpp"

namespace portalprobe {
namespace {

constexpr microseconds kStep = std::chrono::seconds(10);

void let_go(DevTools& devtools, const std::string& session) {
  devtools.tell(session, "Runtime.runIfWaitingForDebugger", nlohmann::json::object());
}

}  // namespace

ProtocolCommand VisitWorkers::watch() {
  return {"Target.setAutoAttach",
          {{"autoAttach", true},
           {"waitForDebuggerOnStart", true},
           {"flatten", true},
           {"filter", nlohmann::json::array(
                          {{{"type", "service_worker"}}, {{"type", "worker"}}, {{"type", "iframe"}}})}}};
}

VisitWorkers::~VisitWorkers() {
  for (const auto& session : sessions_) devtools_.listen(session, {});
}

void VisitWorkers::on_attached(const nlohmann::json& params) {
  const std::string session(json::text_at(params, "sessionId"));
  // A dedicated worker waits like the others, and what it asks for is asked about in the tab's session.
  if (json::text_at(json::at(params, "targetInfo"), "type") == "worker") return let_go(devtools_, session);
  ask_about(session);
}

void VisitWorkers::attach(const std::string& target) {
  devtools_.call("", "Target.attachToTarget", {{"targetId", target}, {"flatten", true}}, kStep,
                 [this, alive = std::weak_ptr(alive_)](const Expected<nlohmann::json>& answer) {
                   if (alive.expired() || !answer) return;
                   ask_about(std::string(json::text_at(*answer, "sessionId")));
                 });
}

void VisitWorkers::ask_about(const std::string& session) {
  if (session.empty() || sessions_.size() >= kMost) return;
  sessions_.push_back(session);
  devtools_.listen(session, [this, session](const std::string& method, const nlohmann::json& event) {
    answers_.take(session, method, event);
  });
  for (const auto& [method, params] : commands_) devtools_.tell(session, method, params);
  // It goes on only once its requests wait: should that fail, it never does.
  devtools_.call(session, "Fetch.enable", FetchAnswers::enable(), kStep,
                 [&devtools = devtools_, session](const Expected<nlohmann::json>& enabled) {
                   if (!enabled) return;
                   let_go(devtools, session);
                 });
}

}  // namespace portalprobe
