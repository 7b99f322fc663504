#include "probe/browser/visit_workers.hpp"

#include <nlohmann/json.hpp>

#include "probe/browser/devtools.hpp"
#include "probe/browser/fetch_answers.hpp"
#include "probe/browser/json_values.hpp"

namespace portalprobe {
namespace {

constexpr microseconds kStep = std::chrono::seconds(10);

}  // namespace

void VisitWorkers::watch(DevTools& devtools) {
  devtools.call("", "Target.setAutoAttach",
                {{"autoAttach", true},
                 {"waitForDebuggerOnStart", true},
                 {"flatten", true},
                 {"filter", {{{"type", "service_worker"}}, {{"type", "shared_worker"}}}}},
                kStep, [](const auto&) {});
}

VisitWorkers::~VisitWorkers() {
  for (const auto& session : sessions_) devtools_.listen(session, {});
}

void VisitWorkers::on_attached(const std::string& context, const nlohmann::json& params) {
  const std::string session(json::text_at(params, "sessionId"));
  if (context.empty() || json::text_at(json::at(params, "targetInfo"), "browserContextId") != context) return;
  if (session.empty() || sessions_.size() >= kMost) return;
  sessions_.push_back(session);
  devtools_.listen(session, [this, session](const std::string& method, const nlohmann::json& event) {
    answers_.take(session, method, event);
  });
  // It goes on only once its requests wait: should that fail, it never does.
  devtools_.call(session, "Fetch.enable", FetchAnswers::enable(), kStep,
                 [&devtools = devtools_, session](const Expected<nlohmann::json>& enabled) {
                   if (!enabled) return;
                   devtools.call(session, "Runtime.runIfWaitingForDebugger", nlohmann::json::object(), kStep,
                                 [](const auto&) {});
                 });
}

}  // namespace portalprobe
