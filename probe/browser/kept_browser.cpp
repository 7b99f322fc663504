#include "probe/browser/kept_browser.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include <utility>

#include "probe/browser/aside.hpp"
#include "probe/browser/browser_version.hpp"
#include "probe/browser/emulation.hpp"

namespace portalprobe {
namespace {

constexpr microseconds kLaunch = std::chrono::seconds(20);

}  // namespace

KeptBrowser::KeptBrowser(BrowserKeeper& keeper, Resolver& resolver, const BrowserNeeds& needs,
                         BrowserOptions options, VisitSetting setting, Listener listener)
    : last_used(setting.clock->steady()),
      keeper_(keeper),
      needs_(needs),
      setting_(std::move(setting)),
      listener_(std::move(listener)),
      reach_(*setting_.io, *setting_.clock, resolver, *setting_.gate.guard, needs.family,
             *setting_.gate.connect_to) {
  setting_.gate.on_answer = [this](const std::string& host, const IpAddress& from) {
    reach_.note_answer(host, from);
  };
  setting_.aside = std::make_shared<Aside>(*setting_.io);
  options.ca_files = needs.ca_files;
  options.client = needs.client;
  options.may_connect = reach_.judge();
  keeper_.start(options, [this, alive = std::weak_ptr(alive_), &keeper](auto process) {
    if (!alive.expired()) return on_started(std::move(process));
    if (process) keeper.end(std::move(*process));
  });
}

KeptBrowser::~KeptBrowser() {
  devtools_.reset();
  keeper_.end(std::move(process_));
}

void KeptBrowser::on_started(Expected<std::unique_ptr<BrowserProcess>> process) {
  if (!process) return end(process.error().message);
  process_ = std::move(*process);
  process_->listen_to_complaints(*setting_.io);
  const int to = process_->release_to_browser();
  const int from = process_->release_from_browser();
  devtools_ = std::make_unique<DevTools>(*setting_.io, to, from,
                                         [this](const std::string& why) { end(with_last_words(why)); });
  devtools_->listen("", listener_.target);
  devtools_->call("", "Browser.getVersion", nlohmann::json::object(), kLaunch,
                  [this](const Expected<nlohmann::json>& answer) { on_version(answer); });
}

void KeptBrowser::on_version(const Expected<nlohmann::json>& answer) {
  if (!answer) return end(with_last_words("the browser does not start: " + answer.error().message));
  const auto version = browser_version_from(*answer);
  if (!version) return end(version.error().message);
  setting_.user_agent = user_agent_for(emulation_of(setting_.settings->profile), version->product,
                                       setting_.settings->user_agent);
  devtools_->call("", "Target.setDiscoverTargets", {{"discover", true}}, kLaunch, [](const auto&) {});
  ready_ = true;
  listener_.ready();
}

/// With what it complained of last: an unusable sandbox, a missing library.
std::string KeptBrowser::with_last_words(const std::string& why) const {
  const std::string words = process_->last_words();
  return words.empty() ? why : fmt::format("{} ({})", why, words);
}

/// Told later: who listens will destroy this.
void KeptBrowser::end(std::string why) {
  if (std::exchange(gone_, true)) return;
  boost::asio::post(*setting_.io, [this, alive = std::weak_ptr(alive_), why = std::move(why)] {
    if (!alive.expired()) listener_.gone(why);
  });
}

}  // namespace portalprobe
