#include "probe/browser/browser_engine.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include "core/round.hpp"
#include "probe/browser/browser_proxy.hpp"
#include "probe/self/usable_processors.hpp"

namespace portalprobe {
namespace {

/// With a proxy all connections are to that, and where a host is only the proxy knows.
Reach::Guest let_in(Reach& reach, const Portal& portal, const Target& target, const ProbeSettings& settings) {
  const auto proxy = browser_proxy(proxy_for(portal, settings).reveal());
  if (proxy && !proxy->host.empty()) return reach.enter_led(proxy->host);
  const auto url = parse_url(target.url);
  return reach.enter(url ? url->host : std::string());
}

}  // namespace

BrowserEngine::BrowserEngine(boost::asio::io_context& io, const Clock& clock, BrowserEngineOptions options)
    : io_(io),
      clock_(clock),
      options_(std::move(options)),
      pages_(options_.rules),
      guard_(options_.settings.allow_addresses),
      resolver_(io, options_.settings.resolvers),
      at_once_(visits_at_once(options_.settings, usable_processors())),
      keeper_(io) {}

BrowserEngine::~BrowserEngine() {
  running_.clear();
  browsers_.clear();
}

BrowserOptions BrowserEngine::browser_options() const {
  BrowserOptions options;
  options.program = options_.program;
  for (const auto& rule : options_.connect_to) {
    if (auto text = host_rule(rule)) options.host_rules.push_back(std::move(*text));
  }
  return options;
}

ProbeId BrowserEngine::start(const Portal& portal, const PlannedMeasurement& planned, Admit, Done done) {
  const ProbeId id = next_id_++;
  const SteadyTime now = clock_.steady();
  Waiting one{id, &portal, planned, needs_of(options_.ca_file, portal, planned), std::move(done), now};
  const auto why = why_not_in_a_browser(portal, options_.settings, options_.connect_to);
  if (!why.empty()) {
    give_up(std::move(one), now, Outcome::probe_error, why);
    return id;
  }
  waiting_.push_back(std::move(one));
  boost::asio::post(io_, [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) go_on();
  });
  return id;
}

void BrowserEngine::cancel(ProbeId id) {
  if (const auto it = running_.find(id); it != running_.end()) {
    it->second.cancelled = true;
    return it->second.visit->cancel();
  }
  const auto it = std::ranges::find(waiting_, id, &Waiting::id);
  if (it == waiting_.end()) return;
  Waiting one = std::move(*it);
  waiting_.erase(it);
  give_up(std::move(one), clock_.steady(), Outcome::cancelled, "cancelled before it had begun");
}

void BrowserEngine::give_up(Waiting one, SteadyTime begun, Outcome outcome, const std::string& detail) {
  Measurement measurement;
  // As of one that was measured: its waiting is held, and not ours that came late.
  measurement.started = one.since;
  measurement.held_at_address = to_microseconds(begun - one.since);
  measurement.sample.outcome = outcome;
  measurement.sample.side = side_of(outcome);
  measurement.sample.engine = one.planned.engine;
  measurement.sample.detail = detail;
  answer_later(std::move(one.done), std::move(measurement));
}

void BrowserEngine::answer_later(Done done, Measurement measurement) {
  boost::asio::post(io_, [done = std::move(done), measurement = std::move(measurement)]() mutable {
    done(std::move(measurement));
  });
}

// ---- Whose turn it is
// -------------------------------------------------------------------------------------------------

void BrowserEngine::go_on() {
  while (!waiting_.empty() && places_taken() < at_once_) {
    const auto chosen = next();
    if (chosen->again && !running_.empty()) return;  // it will be alone
    KeptBrowser* const browser = browser_for(chosen->needs);
    if (browser == nullptr) {
      if (!make_room()) return;
      launch(chosen->needs);
    } else if (browser->is_ready()) {
      Waiting one = std::move(*chosen);
      waiting_.erase(chosen);
      begin(*browser, std::move(one));
    } else {
      return;  // it is being started
    }
  }
}

/// The first whose browser runs, so that those go together that need the same one; but nobody is overtaken
/// for long.
BrowserEngine::Queue::iterator BrowserEngine::next() {
  const Waiting& first = waiting_.front();
  if (first.again || clock_.steady() - first.since >= kOvertaken) return waiting_.begin();
  const auto it = std::ranges::find_if(waiting_, [this](const Waiting& one) {
    const KeptBrowser* const browser = browser_for(one.needs);
    return browser != nullptr && browser->is_ready();
  });
  return it == waiting_.end() ? waiting_.begin() : it;
}

KeptBrowser* BrowserEngine::browser_for(const BrowserNeeds& needs) const {
  const auto it = std::ranges::find_if(
      browsers_, [&](const auto& one) { return !one->retired && one->needs() == needs; });
  return it == browsers_.end() ? nullptr : it->get();
}

/// A browser that starts is a neighbour like a visit.
std::size_t BrowserEngine::places_taken() const {
  const auto is_alone = [](const auto& entry) { return entry.second.asked.again; };
  if (std::ranges::any_of(running_, is_alone)) return at_once_;
  const auto starting = std::ranges::count_if(browsers_, [](const auto& one) { return !one->is_ready(); });
  return running_.size() + static_cast<std::size_t>(starting);
}

/// False: all of them are in use.
bool BrowserEngine::make_room() {
  if (browsers_.size() < kMostBrowsers) return true;
  auto longest_ago = browsers_.end();
  for (auto it = browsers_.begin(); it != browsers_.end(); ++it) {
    if ((*it)->visits > 0 || !(*it)->is_ready()) continue;
    if (longest_ago == browsers_.end() || (*it)->last_used < (*longest_ago)->last_used) longest_ago = it;
  }
  if (longest_ago == browsers_.end()) return false;
  browsers_.erase(longest_ago);
  return true;
}

void BrowserEngine::launch(const BrowserNeeds& needs) {
  VisitSetting setting{
      &io_, &clock_, &options_.settings, {&guard_, &options_.connect_to}, &pages_, &habits_, &host_, {}};
  auto& place = browsers_.emplace_back();
  KeptBrowser::Listener listener;
  listener.ready = [this] { go_on(); };
  listener.gone = [this, &place](const std::string& why) { on_gone(place.get(), why); };
  listener.target = [this, &place](const std::string& method, const nlohmann::json& params) {
    for (auto& [id, running] : running_) {
      if (running.browser == place.get()) running.visit->on_target(method, params);
    }
  };
  place = std::make_unique<KeptBrowser>(keeper_, resolver_, needs, browser_options(), std::move(setting),
                                        std::move(listener));
}

void BrowserEngine::begin(KeptBrowser& browser, Waiting next) {
  const ProbeId id = next.id;
  Running& running = running_[id];
  running.asked = std::move(next);
  running.browser = &browser;
  running.begun = clock_.steady();
  ++browser.visits;
  const Portal& portal = *running.asked.portal;
  const PlannedMeasurement& planned = running.asked.planned;
  running.guest = let_in(browser.reach(), portal, portal.targets[planned.target], options_.settings);
  running.visit = std::make_unique<BrowserVisit>(
      browser.setting(), browser.devtools(), portal, planned,
      [this, id](Measurement measurement, bool sound) { finish(id, std::move(measurement), sound); });
  running.visit->start();
}

void BrowserEngine::finish(ProbeId id, Measurement measurement, bool sound) {
  const auto it = running_.find(id);
  if (it == running_.end()) return;
  Running& running = it->second;
  // Waiting for the browser and for its tab is in no number: see Measurement::held_at_address.
  measurement.marks_from = measurement.started;
  const SteadyTime since = running.asked.since;
  measurement.held_at_address = to_microseconds(measurement.started - since);
  measurement.started = since;
  running.result = std::move(measurement);
  running.sound = sound;
  // Nothing of a visit is destroyed from inside its own callback.
  boost::asio::post(io_, [this, id, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) settle(id);
  });
}

void BrowserEngine::settle(ProbeId id) {
  auto node = running_.extract(id);
  if (node.empty()) return;  // its browser went meanwhile
  Running& running = node.mapped();
  running.visit.reset();
  KeptBrowser* const browser = running.browser;
  --browser->visits;
  browser->last_used = clock_.steady();
  browser->reach().leave(running.guest);
  answer_later(std::move(running.asked.done), std::move(*running.result));
  if (!running.sound) browser->retired = true;
  if (browser->retired) retire(browser);
  go_on();
}

// ---- Browsers that end
// ------------------------------------------------------------------------------------------------

/// Who is still in it did nothing wrong, and may end.
void BrowserEngine::retire(KeptBrowser* browser) {
  if (browser->visits > 0) return;
  std::erase_if(browsers_, [&](const auto& one) { return one.get() == browser; });
}

/// The next visit gets a new one; but one that does not even start is not tried for ever.
void BrowserEngine::on_gone(KeptBrowser* browser, const std::string& why) {
  const auto it = std::ranges::find_if(browsers_, [&](const auto& one) { return one.get() == browser; });
  if (it == browsers_.end()) return;
  end_visits(browser, "the browser has gone: " + why);
  const bool was_ready = browser->is_ready();
  const BrowserNeeds needs = browser->needs();
  browsers_.erase(it);
  if (!was_ready) refuse(needs, why);
  go_on();
}

void BrowserEngine::end_visits(KeptBrowser* browser, const std::string& why) {
  std::vector<ProbeId> ids;
  for (const auto& [id, running] : running_) {
    if (running.browser == browser) ids.push_back(id);
  }
  const bool may_be_anothers_fault = ids.size() > 1 || browser->retired;
  for (const auto id : ids) {
    auto node = running_.extract(id);
    Running& running = node.mapped();
    running.visit.reset();
    if (running.result) {
      answer_later(std::move(running.asked.done), std::move(*running.result));
    } else if (running.cancelled) {
      give_up(std::move(running.asked), running.begun, Outcome::cancelled, "cancelled before it had ended");
    } else if (may_be_anothers_fault && !running.asked.again) {
      running.asked.again = true;
      waiting_.push_front(std::move(running.asked));
    } else {
      give_up(std::move(running.asked), running.begun, Outcome::probe_error, why);
    }
  }
}

void BrowserEngine::refuse(const BrowserNeeds& needs, const std::string& why) {
  Queue others;
  for (auto& one : waiting_) {
    if (one.needs == needs) {
      give_up(std::move(one), clock_.steady(), Outcome::probe_error, why);
    } else {
      others.push_back(std::move(one));
    }
  }
  waiting_ = std::move(others);
}

}  // namespace portalprobe
