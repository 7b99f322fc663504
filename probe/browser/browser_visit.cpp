#include "probe/browser/browser_visit.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

#include "probe/browser/aside.hpp"
#include "probe/browser/devtools.hpp"
#include "probe/browser/emulation.hpp"
#include "probe/browser/json_values.hpp"
#include "probe/browser/page_ending.hpp"
#include "probe/browser/visit_sample.hpp"
#include "probe/browser/vitals_script.hpp"
#include "probe/film/base64.hpp"
#include "probe/http_sample.hpp"
#include "probe/page/document.hpp"
#include "probe/page/emc_tag.hpp"
#include "probe/printable.hpp"

namespace portalprobe {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr microseconds kAnswer = seconds(5);
constexpr SteadyTime::duration kBetweenLooks = milliseconds(200);
/// For what a page has to say when its time is up.
constexpr SteadyTime::duration kLastAnswer = seconds(2);
constexpr std::size_t kMostBody = std::size_t{16} << 20U;
constexpr std::size_t kMostBodies = 4 * kMostBody;  // the oldest go first, and the document is that

/// Times of the page, and where it is, in one answer. A title may be cut in the middle of a letter, or hold
/// halves of some to begin with.
const std::string& question() {
  static const std::string kQuestion = fmt::format(
      "{}\nJSON.stringify([portalProbeVitals(), location.href.slice(0, 4096), "
      "document.title.slice(0, 200).toWellFormed()])",
      kVitalsScript);
  return kQuestion;
}

std::vector<ProtocolCommand> commands_for(const Emulation& emulation, const std::string& user_agent) {
  std::vector<ProtocolCommand> all = {
      {"Page.enable", nlohmann::json::object()},
      {"Inspector.enable", nlohmann::json::object()},
      {"Network.enable", {{"maxTotalBufferSize", kMostBodies}, {"maxResourceBufferSize", kMostBody}}},
      {"Fetch.enable", FetchAnswers::enable()},
      VisitWorkers::watch(),
  };
  for (auto& command : emulation_commands(emulation, user_agent)) all.push_back(std::move(command));
  return all;
}

std::optional<std::string> body_from(const nlohmann::json& answer) {
  const std::string_view body = json::text_at(answer, "body");
  return json::is_true(json::at(answer, "base64Encoded")) ? from_base64(body) : std::string(body);
}

std::uint64_t bytes_at(const nlohmann::json& params, const char* key) {
  return static_cast<std::uint64_t>(json::number_within(json::at(params, key), 0, 1e12).value_or(0));
}

Recording recording_of(const PlannedMeasurement& planned, const ProbeSettings& settings) {
  const bool film = planned.engine == EngineKind::film;
  return {film, settings.artifacts != KeptArtifacts::none};
}

std::vector<std::string> own_hosts(const Target& target) {
  const auto url = parse_url(target.url);
  return url ? std::vector<std::string>{url->host} : std::vector<std::string>{};
}

/// The engine starts no visit whose proxy a browser would not take.
BrowserProxy proxy_of(const VisitSetting& setting, const Portal& portal) {
  return browser_proxy(proxy_for(portal, *setting.settings).reveal()).value_or(BrowserProxy{});
}

}  // namespace

BrowserVisit::BrowserVisit(const VisitSetting& setting, DevTools& devtools, const Portal& portal,
                           const PlannedMeasurement& planned, Done done)
    : setting_(setting),
      portal_(portal),
      target_(portal.targets[planned.target]),
      planned_(planned),
      done_(std::move(done)),
      tab_(devtools, proxy_of(setting, portal).rules),
      recorder_(tab_, *setting.clock, *setting.aside, recording_of(planned, *setting.settings)),
      gate_(setting.gate, own_hosts(target_)),
      answers_(devtools, gate_, proxy_of(setting, portal), DocumentHeaders(target_),
               [this](const std::string& why) { end(Outcome::probe_error, why); }),
      workers_(devtools, answers_, worker_commands(emulation_of(planned.profile))),
      deadline_(*setting.io),
      next_look_(*setting.io),
      limit_(std::min(setting.settings->timeout, QuietRules().longest)) {}

BrowserVisit::~BrowserVisit() = default;

void BrowserVisit::start() {
  measurement_.started = setting_.clock->steady();
  measurement_.sample.started_at = setting_.clock->wall();
  const Emulation emulation = emulation_of(planned_.profile);
  auto commands = commands_for(emulation, setting_.user_agent);
  for (auto& command : recorder_.commands()) commands.push_back(std::move(command));
  tab_.open(
      emulation.width, emulation.height, std::move(commands),
      [this](const std::string& method, const Json& params) { on_event(method, params); },
      [this](const Expected<void>& opened) {
        if (!opened) return end(Outcome::probe_error, "the browser opens no tab: " + opened.error().message);
        navigate();
      });
}

void BrowserVisit::cancel() { end(Outcome::cancelled, "cancelled before it had ended"); }

// ---- The visit
// -------------------------------------------------------------------------------------------------------

void BrowserVisit::navigate() {
  navigated_ = setting_.clock->steady();
  measurement_.started = navigated_;
  measurement_.sample.started_at = setting_.clock->wall();
  delays_.resume(setting_.host->read(navigated_));
  // What other visits had no eye for may show in a film.
  const bool is_filmed = planned_.engine == EngineKind::film;
  const PageHabit habit = is_filmed ? PageHabit::unknown : setting_.habits->of(portal_, planned_);
  watch_.emplace(navigated_, limit_, habit);
  deadline_.expires_after(limit_);
  deadline_.async_wait([this, alive = std::weak_ptr(alive_)](auto error) {
    if (!error && !alive.expired()) on_time_up();
  });
  tab_.call("Page.navigate", {{"url", target_.url}}, setting_.settings->timeout + kAnswer,
            [this, alive = std::weak_ptr(alive_)](const Expected<Json>& answer) {
              if (alive.expired() || ended_) return;
              if (!answer) return;  // the deadline tells
              if (json::text_at(*answer, "errorText").empty()) return;
              // A tab that crashed is told of after this, and before the answer to anything else.
              tab_.call("Page.getNavigationHistory", Json::object(), kAnswer,
                        [this, alive](const Expected<Json>&) {
                          if (!alive.expired() && !ended_) read_document();
                        });
            });
  look();
}

void BrowserVisit::on_event(const std::string& method, const Json& params) {
  if (ended_ || (!interactions_ && recorder_.take(method, params))) return;
  if (interactions_ && asks_for_another_page(method, params)) {
    return interactions_->before_leaving(
        [this, method, params] { answers_.take(tab_.session(), method, params); });
  }
  if (answers_.take(tab_.session(), method, params)) return;
  if (method == "Target.attachedToTarget") return workers_.on_attached(params);
  if (method == "Page.javascriptDialogOpening") {
    return tab_.tell("Page.handleJavaScriptDialog", {{"accept", true}});
  }
  if (method == "Inspector.targetCrashed") return end(Outcome::probe_error, "the browser's tab crashed");
  // Later it is something that the page does.
  if (method == "Page.downloadWillBegin" && documents_ == 0) is_download_ = true;
  if (interactions_) {
    if (method == "Network.loadingFinished") bytes_beside_ += bytes_at(params, "encodedDataLength");
    return;
  }
  if (!watch_) return;
  const SteadyTime now = setting_.clock->steady();
  const Json& frame = json::at(params, "frame");
  if (method == "Page.frameNavigated" && json::text_at(frame, "id") == tab_.target())
    on_commit(json::text_at(frame, "loaderId"));
  if (method == "Page.loadEventFired") {
    had_load_event_ = true;
    watch_->on_load(now);
  }
  log_.take(method, params);
  watch_->on_network(log_.in_flight(), log_.urgent_in_flight(), now);
}

/// Another document is shown now. What the one before has told is over with it.
void BrowserVisit::on_commit(std::string_view loader) {
  if (!log_.begun()) return;  // the empty one of a new tab
  log_.shows(loader);         // which the request is named after
  had_load_event_ = false;
  if (++documents_ == 1) return;
  times_.reset();
  watch_->on_navigated();
}

/// The top document is about to be replaced, and the browser waits for an answer before it asks.
bool BrowserVisit::asks_for_another_page(const std::string& method, const Json& params) const {
  return method == "Fetch.requestPaused" && json::text_at(params, "resourceType") == "Document" &&
         json::text_at(params, "frameId") == tab_.target() &&
         json::text_at(params, "redirectedRequestId").empty();
}

void BrowserVisit::on_target(const std::string& method, const Json& params) {
  const Json& info = json::at(params, "targetInfo");
  if (method == "Target.targetCreated" && json::text_at(info, "type") == "shared_worker" &&
      json::text_at(info, "browserContextId") == tab_.context() && !tab_.context().empty()) {
    return workers_.attach(std::string(json::text_at(info, "targetId")));
  }
  if (method == "Target.targetCreated" && json::text_at(info, "browserContextId") == tab_.context() &&
      json::text_at(info, "type") == "page" && json::text_at(info, "targetId") != tab_.target() &&
      !tab_.target().empty()) {
    tab_.tell("Page.bringToFront", Json::object());  // a page in the background would be slowed down
    // A window that the page has opened takes processor time from it, and is no part of it.
    return tab_.tell("Target.closeTarget", {{"targetId", json::text_at(info, "targetId")}});
  }
  if (method == "Target.targetDestroyed" && json::text_at(params, "targetId") == tab_.target() && !ended_)
    end(Outcome::content_unexpected, "the page closed itself");
}

/// Asks the page how it is doing as soon as it could be quiet, and until then now and then.
void BrowserVisit::look() {
  if (ended_ || reading_ || is_time_up_) return;
  const SteadyTime now = setting_.clock->steady();
  if (!asking_ && (watch_->awaits_paint(now) || watch_->is_ready(now))) ask_page();
  next_look_.expires_at(std::min(now + kBetweenLooks, std::max(watch_->ready_at(), now + milliseconds(20))));
  next_look_.async_wait([this, alive = std::weak_ptr(alive_)](auto error) {
    if (!error && !alive.expired()) look();
  });
}

void BrowserVisit::ask_page() {
  asking_ = true;
  tab_.evaluate(question(), setting_.settings->timeout + kAnswer,
                [this](const Expected<std::string>& answer) {
                  asking_ = false;
                  if (ended_ || reading_) return;
                  if (answer) take_times(*answer);
                  if (is_time_up_) return cut();
                  if (watch_->is_over()) read_document();
                });
}

void BrowserVisit::take_times(const std::string& text) {
  const auto told = Json::parse(text, nullptr, false);
  if (!told.is_array() || told.size() != 3) return;
  auto times = page_times_from(json::text(told[0]));
  if (!times) return;
  const auto later = documents_ > 1 ? led_on_after(*times) : microseconds(0);
  if (!later) return;
  times_ = counted_from_before(std::move(*times), *later);
  const std::string_view url = json::text(told[1]);
  final_url_ = url.substr(0, url.find('#'));
  title_ = printable(json::text(told[2]), 200);
  const bool is_busy = log_.in_flight() > 0 || log_.streams() > 0;
  watch_->on_times(*times_, zero(), is_busy, setting_.clock->steady());
}

/// How long after the first document's begin the present one began. Absent: it does not say.
std::optional<microseconds> BrowserVisit::led_on_after(const PageTimes& times) const {
  const auto begun = log_.begun_wall();
  if (!times.origin || !begun) return std::nullopt;
  // However the machine's clock was set meanwhile, it lies between then and now.
  const microseconds most = to_microseconds(setting_.clock->steady() - zero());
  return std::max(std::min(*times.origin - *begun, most), microseconds(0));
}

/// Where the page's times begin, by our own clock.
SteadyTime BrowserVisit::zero() const { return log_.begun().value_or(navigated_); }

/// What the page says now is what counts: its times of a while ago could be better ones.
void BrowserVisit::on_time_up() {
  if (ended_ || reading_) return;
  is_time_up_ = true;
  next_look_.cancel();
  times_.reset();
  if (!had_load_event_ || documents_ == 0) return cut();
  deadline_.expires_after(kLastAnswer);
  deadline_.async_wait([this, alive = std::weak_ptr(alive_)](auto error) {
    if (!error && !alive.expired()) cut();
  });
  if (!asking_) ask_page();
}

/// A page that is loaded and never rests is loaded all the same; one that does not answer hangs.
void BrowserVisit::cut() {
  if (ended_ || reading_) return;
  deadline_.cancel();
  if (times_ || !had_load_event_ || documents_ == 0) {
    quiet_ = watch_->has_rested();
    return read_document();
  }
  measurement_.sample.censored_after = limit_;
  end(Outcome::timed_out, "the page did not react any more when its time was up");
}

// ---- What came of it
// -------------------------------------------------------------------------------------------------

void BrowserVisit::read_document() {
  if (reading_ || ended_) return;
  reading_ = true;
  const auto document = log_.document(zero());
  // A page without a load event may be one that hangs, and would not answer this either.
  const bool may_answer = !is_time_up_ || times_;
  if (!document || !document->status || !may_answer) return judge(std::nullopt);
  tab_.call("Network.getResponseBody", {{"requestId", document->request_id}}, kAnswer,
            [this, alive = std::weak_ptr(alive_)](const Expected<Json>& answer) {
              if (alive.expired() || ended_) return;
              judge(answer ? body_from(*answer) : std::nullopt);
            });
}

void BrowserVisit::judge(std::optional<std::string> body) {
  const auto document = log_.document(zero());
  if (!document) return end(Outcome::probe_error, "the browser asked for nothing");
  if (!body || is_download_) return conclude(body, std::nullopt);
  const auto text = std::make_shared<const std::optional<std::string>>(std::move(body));
  setting_.aside->run(
      [text, url = document->url] { return find_emc_tag(parse_document(**text), **text, url); }, alive_,
      [this, text](const EmcTag& tag) {
        if (!ended_) conclude(*text, tag);
      });
}

void BrowserVisit::conclude(const std::optional<std::string>& body, const std::optional<EmcTag>& tag) {
  const auto document = log_.document(zero());
  Sample& sample = measurement_.sample;
  if (tag) {
    sample.emc_level = tag->level;
    sample.emc_site_id = tag->site_id;
  }
  if (gate_.counter_was_asked()) sample.emc_level = 3;
  const bool was_loaded = times_ && times_->load_event;
  PageEnding ending = ending_of({*document, body, final_url_, was_loaded, is_download_, is_time_up_}, portal_,
                                target_, *setting_.pages);
  if (ending.outcome == Outcome::timed_out && is_time_up_) sample.censored_after = limit_;
  if (ending.outcome == Outcome::ok && quiet_) setting_.habits->learn(portal_, planned_, watch_->habit());
  const bool has_steps = !target_.interactions.empty() && planned_.engine == EngineKind::browser;
  if (ending.outcome == Outcome::ok && has_steps) return interact();
  end(ending.outcome, std::move(ending.detail));
}

void BrowserVisit::interact() {
  deadline_.cancel();
  // How it looked in the end is how it looked before anybody touched it.
  is_recorded_ = true;
  recorder_.finish(zero(), true, [this](VisitRecord record) {
    record_ = std::move(record);
    if (!ended_) return take_steps();
    close(std::move(record_));
  });
}

void BrowserVisit::take_steps() {
  InteractionRules rules;
  rules.by_finger = emulation_of(planned_.profile).is_mobile;
  rules.together = std::min(rules.together, setting_.settings->timeout);
  rules.step = std::min(rules.step, rules.together);
  interactions_.emplace(*setting_.io, *setting_.clock, tab_, target_.interactions, rules);
  interactions_->start([this](InteractionResult result) {
    if (ended_) return;
    if (result.outcome == Outcome::timed_out)
      measurement_.sample.censored_after = to_microseconds(setting_.clock->steady() - navigated_);
    interacted_ = std::move(result);
    end(interacted_->outcome, interacted_->detail);
  });
}

void BrowserVisit::end(Outcome outcome, std::string detail) {
  if (ended_) return;
  ended_ = true;
  deadline_.cancel();
  next_look_.cancel();
  Sample made = sample_of(portal_, planned_, outcome, std::move(detail));
  Sample& sample = measurement_.sample;
  made.started_at = sample.started_at;
  made.censored_after = sample.censored_after;
  made.emc_level = sample.emc_level;
  made.emc_site_id = sample.emc_site_id;
  sample = std::move(made);
  fill(sample);
  if (interactions_) return close(std::move(record_));
  if (is_recorded_) return;  // it goes on when that is done
  // Where nothing answered, a picture would be of the browser's own page.
  const bool has_page =
      sample.http_status && outcome != Outcome::probe_error && outcome != Outcome::cancelled;
  recorder_.finish(zero(), has_page, [this](VisitRecord record) { close(std::move(record)); });
}

void BrowserVisit::close(VisitRecord record) {
  if (record.film && measurement_.sample.outcome == Outcome::ok)
    measurement_.sample.speed_index = record.film->speed_index;
  if (setting_.settings->artifacts != KeptArtifacts::none)
    measurement_.artifacts = std::move(record).artifacts();
  tab_.close([this](bool closed) {
    const Done done = std::move(done_);
    done(std::move(measurement_), closed);  // may destroy this
  });
}

void BrowserVisit::fill(Sample& sample) {
  sample.engine = planned_.engine;
  sample.via_proxy = !proxy_for(portal_, *setting_.settings).empty();
  sample.profile = planned_.profile;
  if (!watch_) return;
  const HostDelays delays = delays_.total(setting_.host->read(setting_.clock->steady()));
  sample.stolen = delays.stolen;
  sample.throttled = delays.throttled;  // the browser is in our groups; run_delay is of our own thread alone
  sample.requests = log_.requests();
  sample.requests_failed = log_.failed();
  sample.bytes_wire = log_.bytes_wire();
  measurement_.bytes_received = log_.bytes_wire() + bytes_beside_;
  const bool was_filmed = planned_.engine == EngineKind::film;
  if (!was_filmed) measurement_.page = log_.visit(zero());
  sample.title = title_;
  if (log_.is_capped()) sample.page_capped = "requests";
  if (!quiet_) sample.page_capped += sample.page_capped.empty() ? "quiet" : ",quiet";
  if (const auto document = log_.document(zero())) put_document(*document, sample);
  // Filming takes processor time from the page: its other times would not be those of a visit.
  if ((sample.outcome == Outcome::ok || interacted_) && times_ && !was_filmed)
    put_vitals(*times_, log_.loads(zero()), quiet_, sample);
  if (interacted_) sample.interaction_to_next_paint = interacted_->next_paint;
}

}  // namespace portalprobe
