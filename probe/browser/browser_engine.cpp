#include "probe/browser/browser_engine.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

#include "core/round.hpp"
#include "probe/browser/browser_version.hpp"
#include "probe/browser/emulation.hpp"
#include "probe/self/usable_processors.hpp"

namespace portalprobe {
namespace {

constexpr microseconds kLaunch = std::chrono::seconds(20);

std::string endpoint(const std::string& host, std::optional<std::uint16_t> port) {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port ? fmt::format("{}:{}", name, *port) : name;
}

/// Of --connect-to as the browser has it; its rules, too, are tried in order. One for any host to the same
/// host at another port cannot be said.
std::optional<std::string> host_rule(const ConnectTo& rule) {
  const std::string from = rule.host.empty() ? "*" : rule.host;
  const std::string& to = rule.to_host.empty() ? rule.host : rule.to_host;
  if (to.empty()) return std::nullopt;
  return fmt::format("MAP {} {}", endpoint(from, rule.port), endpoint(to, rule.to_port));
}

}  // namespace

BrowserEngine::BrowserEngine(boost::asio::io_context& io, const Clock& clock, BrowserEngineOptions options)
    : io_(io),
      clock_(clock),
      options_(std::move(options)),
      pages_(options_.rules),
      guard_(options_.settings.allow_addresses),
      resolver_(io, options_.settings.resolvers),
      at_once_(visits_at_once(options_.settings, usable_processors())) {
  setting_ = {
      &io_,   &clock_, &options_.settings, {&resolver_, &guard_, &options_.connect_to}, &pages_, &habits_,
      &host_, {}};
}

BrowserEngine::~BrowserEngine() {
  running_.clear();
  devtools_.reset();
}

BrowserOptions BrowserEngine::browser_options() const {
  BrowserOptions options;
  for (const auto& rule : options_.connect_to) {
    if (auto text = host_rule(rule)) options.host_rules.push_back(std::move(*text));
  }
  options.ca_file = options_.ca_file;
  options.proxy = options_.settings.proxy.reveal();
  options.sandbox = geteuid() != 0;
  return options;
}

ProbeId BrowserEngine::start(const Portal& portal, const PlannedMeasurement& planned, Admit, Done done) {
  const ProbeId id = next_id_++;
  waiting_.push_back({id, &portal, planned, std::move(done), clock_.steady()});
  boost::asio::post(io_, [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) go_on();
  });
  return id;
}

void BrowserEngine::cancel(ProbeId id) {
  if (const auto it = running_.find(id); it != running_.end()) return it->second.visit->cancel();
  const auto it = std::ranges::find(waiting_, id, &Waiting::id);
  if (it == waiting_.end()) return;
  Measurement measurement;
  measurement.started = clock_.steady();
  measurement.sample.outcome = Outcome::cancelled;
  measurement.sample.detail = "cancelled before it had begun";
  boost::asio::post(io_, [done = std::move(it->done), measurement = std::move(measurement)]() mutable {
    done(std::move(measurement));
  });
  waiting_.erase(it);
}

void BrowserEngine::go_on() {
  if (waiting_.empty()) return;
  if (!process_) return launch();
  while (ready_ && !waiting_.empty() && running_.size() < at_once_) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    begin(std::move(next));
  }
}

void BrowserEngine::begin(Waiting next) {
  const ProbeId id = next.id;
  Running& running = running_[id];
  running.done = std::move(next.done);
  running.since = next.since;
  running.visit = std::make_unique<BrowserVisit>(
      setting_, *devtools_, *next.portal, next.planned,
      [this, id](Measurement measurement, bool sound) { finish(id, std::move(measurement), sound); });
  running.visit->start();
}

void BrowserEngine::finish(ProbeId id, Measurement measurement, bool sound) {
  auto node = running_.extract(id);
  if (node.empty()) return;
  // Waiting for the browser and for its tab is in no number: see Measurement::held_at_address.
  measurement.marks_from = measurement.started;
  measurement.held_at_address = to_microseconds(measurement.started - node.mapped().since);
  measurement.started = node.mapped().since;
  // Nothing of a visit is destroyed from inside its own callback.
  boost::asio::post(io_, [this, alive = std::weak_ptr(alive_),
                          running = std::make_shared<Running>(std::move(node.mapped())),
                          measurement = std::move(measurement), sound]() mutable {
    running->visit.reset();
    const Done done = std::move(running->done);
    if (!alive.expired() && !sound) replace_browser("it did not let go of a visit");
    done(std::move(measurement));
    if (!alive.expired()) go_on();
  });
}

// ---- The browser
// ------------------------------------------------------------------------------------------------------

void BrowserEngine::launch() {
  auto process = BrowserProcess::start(browser_options());
  if (!process) return refuse_all(process.error().message);
  process_ = std::move(*process);
  process_->listen_to_complaints(io_);
  const int to = process_->release_to_browser();
  const int from = process_->release_from_browser();
  devtools_ = std::make_unique<DevTools>(io_, to, from, [this](const std::string& why) { on_gone(why); });
  devtools_->listen("", [this](const std::string& method, const nlohmann::json& params) {
    for (auto& [id, running] : running_) running.visit->on_target(method, params);
  });
  devtools_->call("", "Browser.getVersion", nlohmann::json::object(), kLaunch,
                  [this](const Expected<nlohmann::json>& answer) { on_version(answer); });
}

void BrowserEngine::on_version(const Expected<nlohmann::json>& answer) {
  if (!answer) return refuse_all("the browser does not answer: " + answer.error().message);
  const auto version = browser_version_from(*answer);
  if (!version) return refuse_all(version.error().message);
  setting_.user_agent =
      user_agent_for(emulation_of(options_.settings.profile), version->product, options_.settings.user_agent);
  devtools_->call("", "Target.setDiscoverTargets", {{"discover", true}}, kLaunch, [](const auto&) {});
  ready_ = true;
  go_on();
}

void BrowserEngine::on_gone(const std::string& why) {
  const std::string words = process_ ? process_->last_words() : "";
  const std::string detail = words.empty() ? why : fmt::format("{} ({})", why, words);
  boost::asio::post(io_, [this, alive = std::weak_ptr(alive_), detail] {
    if (!alive.expired()) replace_browser(detail);
  });
}

/// The next visit gets a new one.
void BrowserEngine::replace_browser(const std::string& why) {
  if (!process_) return;
  const bool was_ready = std::exchange(ready_, false);
  auto devtools = std::move(devtools_);
  auto process = std::move(process_);
  auto running = std::exchange(running_, {});
  for (auto& [id, one] : running) {
    Measurement measurement;
    measurement.started = clock_.steady();
    measurement.sample.outcome = Outcome::probe_error;
    measurement.sample.side = side_of(Outcome::probe_error);
    measurement.sample.engine = EngineKind::browser;
    measurement.sample.detail = "the browser has gone: " + why;
    one.visit.reset();
    one.done(std::move(measurement));
  }
  devtools.reset();
  process.reset();
  // One that does not even start is not tried for ever.
  if (!was_ready) return refuse_all("the browser has gone: " + why);
  go_on();
}

void BrowserEngine::refuse_all(const std::string& why) {
  ready_ = false;
  devtools_.reset();
  process_.reset();
  for (auto& waiting : std::exchange(waiting_, {})) {
    Measurement measurement;
    measurement.started = clock_.steady();
    measurement.sample.outcome = Outcome::probe_error;
    measurement.sample.side = side_of(Outcome::probe_error);
    measurement.sample.engine = EngineKind::browser;
    measurement.sample.detail = why;
    waiting.done(std::move(measurement));
  }
}

}  // namespace portalprobe
