#include "probe/browser/visit_tab.hpp"

#include <nlohmann/json.hpp>

#include <utility>

#include "probe/browser/devtools.hpp"
#include "probe/browser/json_values.hpp"
#include "probe/browser/vitals_script.hpp"

namespace portalprobe {
namespace {

constexpr microseconds kStep = std::chrono::seconds(10);
constexpr microseconds kClosing = std::chrono::seconds(5);

}  // namespace

VisitTab::~VisitTab() {
  if (!session_.empty()) devtools_.listen(session_, {});
}

VisitTab::Answer VisitTab::step(std::function<void(const Json&)> next) {
  return [this, next = std::move(next), alive = std::weak_ptr(alive_)](Expected<Json> answer) {
    if (alive.expired()) return;
    if (!answer) return end_opening(tl::unexpected(answer.error()));
    next(*answer);
  };
}

void VisitTab::end_opening(Expected<void> result) {
  if (const auto opened = std::exchange(opened_, nullptr)) opened(std::move(result));
}

void VisitTab::open(int width, int height, std::vector<ProtocolCommand> commands, Event event,
                    Opened opened) {
  width_ = width;
  height_ = height;
  commands_ = std::move(commands);
  event_ = std::move(event);
  opened_ = std::move(opened);
  Json context = {{"disposeOnDetach", true}};
  if (!proxy_.empty()) {
    context["proxyServer"] = proxy_;
    context["proxyBypassList"] = "<-loopback>";  // else loopback goes past it
  }
  devtools_.call("", "Target.createBrowserContext", context, kStep, step([this](const Json& result) {
                   context_ = json::text_at(result, "browserContextId");
                   create_target();
                 }));
}

void VisitTab::create_target() {
  // What a page wants to be kept on this machine is refused.
  devtools_.call("", "Browser.setDownloadBehavior", {{"behavior", "deny"}, {"browserContextId", context_}},
                 kStep, [](const auto&) {});
  devtools_.call(
      "", "Target.createTarget",
      {{"url", "about:blank"}, {"browserContextId", context_}, {"width", width_}, {"height", height_}}, kStep,
      step([this](const Json& result) {
        target_ = json::text_at(result, "targetId");
        attach();
      }));
}

void VisitTab::attach() {
  devtools_.call("", "Target.attachToTarget", {{"targetId", target_}, {"flatten", true}}, kStep,
                 step([this](const Json& result) {
                   session_ = json::text_at(result, "sessionId");
                   set_up();
                 }));
}

void VisitTab::set_up() {
  devtools_.listen(session_,
                   [this](const std::string& method, const Json& params) { event_(method, params); });
  std::vector<ProtocolCommand> all = std::exchange(commands_, {});
  all.push_back({"Page.addScriptToEvaluateOnNewDocument",
                 {{"source", kVitalsScript}, {"worldName", kVitalsWorld}, {"runImmediately", true}}});
  awaited_ = all.size();
  for (const auto& [method, params] : all) {
    call(method, params, kStep, step([this](const Json&) {
           if (--awaited_ == 0) end_opening({});
         }));
  }
}

void VisitTab::call(const std::string& method, const Json& params, microseconds timeout, Answer answer) {
  devtools_.call(session_, method, params, timeout, std::move(answer));
}

void VisitTab::tell(const std::string& method, const Json& params) {
  devtools_.tell(session_, method, params);
}

void VisitTab::evaluate(const std::string& expression, microseconds timeout, Text answer) {
  const auto evaluate_in = [this, expression, timeout, answer](std::int64_t world) {
    call("Runtime.evaluate", {{"expression", expression}, {"contextId", world}, {"returnByValue", true}},
         timeout, [answer, alive = std::weak_ptr(alive_)](Expected<Json> result) {
           if (alive.expired()) return;
           if (!result) return answer(tl::unexpected(result.error()));
           const auto& value = json::at(json::at(*result, "result"), "value");
           if (!value.is_string()) return answer(fail("the page's times could not be read"));
           answer(std::string(json::text(value)));
         });
  };
  // The world is another one with each document; asking for it again by its name gives the present one's.
  call("Page.createIsolatedWorld", {{"frameId", target_}, {"worldName", kVitalsWorld}}, timeout,
       [evaluate_in, answer, alive = std::weak_ptr(alive_)](Expected<Json> result) {
         if (alive.expired()) return;
         if (!result) return answer(tl::unexpected(result.error()));
         const auto& world = json::at(*result, "executionContextId");
         if (!world.is_number_integer()) return answer(fail("the page has no world for us"));
         evaluate_in(world.get<std::int64_t>());
       });
}

void VisitTab::close(std::function<void(bool)> closed) {
  if (context_.empty()) return closed(false);
  if (!session_.empty()) devtools_.listen(session_, {});
  // The context takes its pages with it, whatever they want to say about that.
  devtools_.call("", "Target.disposeBrowserContext", {{"browserContextId", context_}}, kClosing,
                 [closed = std::move(closed), alive = std::weak_ptr(alive_)](const Expected<Json>& answer) {
                   if (!alive.expired()) closed(answer.has_value());
                 });
}

}  // namespace portalprobe
