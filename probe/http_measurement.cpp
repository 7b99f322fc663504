#include "probe/http_measurement.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include "probe/ascii.hpp"
#include "probe/http_engine.hpp"
#include "probe/http_sample.hpp"
#include "probe/proxy.hpp"
#include "probe/retry_after.hpp"

namespace portalprobe {
namespace {

using std::chrono::seconds;

/// How long after its deadline a measurement that has not ended by itself is ended by force.
constexpr microseconds kWatchdogDelay = seconds(1);

bool is_server_wait(int status) { return status == 429 || status == 503; }

}  // namespace

HttpMeasurement::HttpMeasurement(HttpEngine& engine, const Portal& portal, const PlannedMeasurement& planned,
                                 ProbeEngine::Admit admit, Done done, DocumentListener* listener)
    : engine_(engine),
      portal_(portal),
      target_(portal.targets[planned.target]),
      hosts_(hosts_of(portal, target_)),
      planned_(planned),
      admit_(std::move(admit)),
      done_(std::move(done)),
      listener_(listener),
      sockets_(engine.lag()),
      watchdog_(engine.io()) {}

HttpMeasurement::~HttpMeasurement() {
  if (look_up_) engine_.resolver().cancel(*look_up_);
  if (loop_) engine_.loops().give_back(std::move(loop_), listener_ || sockets_.any_open());
}

void HttpMeasurement::start() {
  measurement_.started = std::chrono::steady_clock::now();
  loop_ = engine_.loops().take();
  loop_->observe(listener_ ? &listener_->observer(sockets_) : &sockets_);
  begin_counting();
  asked_ = {target_.url, target_.method, is_portals_own(), {}};
  if (is_warm()) {
    prime();
  } else {
    hop();
  }
}

void HttpMeasurement::cancel() { end(Outcome::cancelled, "cancelled before it had ended"); }

const Secret& HttpMeasurement::proxy() const {
  return portal_.proxy.empty() ? engine_.options().settings.proxy : portal_.proxy;
}

microseconds HttpMeasurement::time_limit() const {
  const microseconds configured = engine_.options().settings.timeout;
  if (planned_.most_seconds == 0) return configured;
  return std::min<microseconds>(configured, seconds(planned_.most_seconds));
}

microseconds HttpMeasurement::time_left() const {
  return to_microseconds(clock_.deadline() - std::chrono::steady_clock::now());
}

void HttpMeasurement::begin_counting() {
  const SteadyTime now = std::chrono::steady_clock::now();
  clock_.begin(now, time_limit());
  delays_.reset();
  delays_.resume(engine_.host().read(now));
  started_at_ = engine_.clock().wall();
  own_delay_ = uncertain_ = microseconds(0);
  stamped_ = false;
}

// ---- Priming
// ------------------------------------------------------------------------------------------------------

void HttpMeasurement::prime() {
  priming_ = true;
  const auto url = parse_url(target_.url);
  if (!url) return end(Outcome::probe_error, url.error().message);
  Url robots = *url;
  robots.path = engine_.options().settings.prime;
  asked_.url = robots.origin() + robots.path;
  asked_.method = "GET";
  hop();
}

void HttpMeasurement::on_primed() {
  TransferResult& result = transfer_.result();
  if (result.status == 0) {
    const Cause cause = classify(result.end);
    return end(cause.outcome, "while priming: " + cause.detail);
  }
  note_retry_after();
  if (is_server_wait(result.status) && measurement_.retry_after) {
    const bool wall = result.status == 429;
    return end(wall ? Outcome::blocked : Outcome::http_server_error,
               fmt::format("the priming request was answered with status {} and Retry-After", result.status));
  }
  priming_ = false;
  sockets_.forbid_new(true);  // from here on a new connection would be a cold number under a warm name
  begin_counting();
  asked_ = {target_.url, target_.method, is_portals_own(), {}};
  hop();
}

// ---- One hop: look-up, place, transfer
// -----------------------------------------------------------------------------

void HttpMeasurement::hop() {
  clock_.begin_hop(before_.empty() ? clock_.begun() : std::chrono::steady_clock::now());
  const auto url = parse_url(asked_.url);
  if (!url)
    return end(before_.empty() ? Outcome::probe_error : Outcome::redirect_refused, url.error().message);
  if (is_visit_counter(*url))
    return end(Outcome::redirect_refused, "leads to EMC's counter, which is never asked");
  if (known_.contains(url->origin())) return transfer(*url);
  look_up(*url);
}

void HttpMeasurement::look_up(const Url& url) {
  Route route = route_of(url, engine_.options().connect_to);
  if (!proxy().empty()) {
    const auto endpoint = proxy_endpoint(proxy().reveal());
    if (!endpoint) return end(Outcome::probe_error, "the configured proxy is no URL");
    route = {endpoint->host, endpoint->port, true, false};
  }
  // A proxy, or a mapping of all hosts, hides where a redirect wanted to lead us: what it says itself is
  // checked here.
  if (!before_.empty() && route.mapped && !route.named && !is_own_word(url) && names_inside(url.host)) {
    return end(Outcome::redirect_refused,
               fmt::format("redirected to {}, which is not a public address", url.host));
  }
  if (is_address(route.host)) return on_resolved(url, route, {route.host});
  const microseconds timeout = std::min(engine_.options().settings.connect_timeout, time_left());
  look_up_ = engine_.resolver().resolve(route.host, planned_.ip_family, timeout,
                                        [this, url, route](tl::expected<Resolution, ResolveFailure> answer) {
                                          look_up_.reset();
                                          if (ended_) return;
                                          if (!answer) {
                                            resolver_name_ = answer.error().resolver;
                                            return end(answer.error().outcome, answer.error().detail);
                                          }
                                          clock_.note_resolved(answer->done_at);
                                          resolver_name_ = answer->resolver;
                                          ttl_s_ = answer->ttl_s;
                                          on_resolved(url, route, std::move(answer->addresses));
                                        });
}

/// Whether a host is by its very text one that a redirect may not lead us to.
bool HttpMeasurement::names_inside(const std::string& host) const {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  return is_address(host) && !engine_.guard().may_follow(host);
}

/// Whether the configuration itself sends us to this host by its address.
bool HttpMeasurement::is_own_word(const Url& url) const {
  return std::ranges::any_of(portal_.targets, [&](const Target& target) {
    const auto configured = parse_url(target.url);
    return configured && configured->host == url.host && is_address(url.host);
  });
}

void HttpMeasurement::on_resolved(const Url& url, const Route& route, std::vector<std::string> addresses) {
  const bool redirected = !before_.empty();
  if (redirected && !route.mapped && !is_own_word(url)) {
    // The portal's own name may stay where it was first found, inside a ministry's network too; but a second
    // look-up must not lead elsewhere on the inside.
    const auto first = parse_url(before_.front().url);
    const auto home = first ? known_.find(first->origin()) : known_.end();
    const bool same_host = home != known_.end() && first->host == url.host;
    const auto refused = [&](const std::string& address) {
      if (engine_.guard().may_follow(address)) return false;
      return !same_host || std::ranges::find(home->second.addresses, address) == home->second.addresses.end();
    };
    const std::string example = addresses.front();
    std::erase_if(addresses, refused);
    if (addresses.empty()) {
      return end(
          Outcome::redirect_refused,
          fmt::format(
              "redirected to {}, whose address {} is not public (allow_addresses may list its network)",
              url.host, example));
    }
  }
  if (redirected && is_warm() && is_moved(asked_.url, hosts_)) {
    // A connection to elsewhere is not the one that stands: nothing that it could show would be a warm
    // number.
    return end(Outcome::moved, fmt::format("redirected to {}", storable_url(asked_.url)));
  }
  known_[url.origin()] = {route, std::move(addresses)};
  ask_for_place(url);
}

void HttpMeasurement::ask_for_place(const Url& url) {
  const std::string& address = known_.at(url.origin()).addresses.front();
  if (address == place_) return transfer(url);
  watchdog_.cancel();  // who waits for a place is not late
  const SteadyTime asked_at = std::chrono::steady_clock::now();
  place_ = address;
  delays_.pause(engine_.host().read(asked_at));
  admit_(address, [this, alive = std::weak_ptr(alive_), url, asked_at] {
    if (alive.expired() || ended_) return;
    const SteadyTime now = std::chrono::steady_clock::now();
    delays_.resume(engine_.host().read(now));
    const microseconds waited = to_microseconds(now - asked_at);
    clock_.hold(waited);
    measurement_.held_at_address += waited;
    transfer(url);
  });
}

void HttpMeasurement::transfer(const Url& url) {
  if (time_left() <= microseconds(0)) {
    return end(Outcome::timed_out, fmt::format("no answer within {} ms", time_limit().count() / 1000));
  }
  watch_until(clock_.deadline() + kWatchdogDelay);
  ++requests_;
  transfer_.start(*loop_, request_for(url, known_.at(url.origin())), [this] { on_transferred(); });
}

TransferRequest HttpMeasurement::request_for(const Url& url, const Known& known) const {
  const ProbeSettings& settings = engine_.options().settings;
  TransferRequest request;
  request.keep_connection = priming_ || listener_ != nullptr;
  if (listener_) {
    request.tls_sessions = listener_->tls_sessions();
    request.on_body = [this, url](std::string_view bytes) {
      listener_->on_body(url, transfer_.result().headers, bytes);
    };
  }
  request.url = asked_.url;
  request.method = asked_.method;
  request.header_lines = header_lines();
  request.user_agent = settings.user_agent;
  request.http_version = settings.http_version;
  request.ip_family = planned_.ip_family;
  request.timeout = time_left();
  request.connect_timeout = settings.connect_timeout;
  request.max_body = priming_ ? settings.max_body : body_limit(target_.expect, settings.max_body);
  request.contains = priming_ ? std::string() : target_.expect.contains;
  request.trust = engine_.options().trust.find(portal_.ca_file);
  request.proxy = proxy().reveal();
  if (proxy().empty()) request.connect_to = connect_to_option(url, known.route);
  if (!is_address(known.route.host)) {
    request.resolve = {resolve_option(known.route.host, known.route.port, known.addresses)};
  }
  if (asked_.with_headers) {  // a client certificate is a credential: to the portal's own origin only
    request.client_cert = portal_.client_cert;
    request.client_key = portal_.client_key.reveal();
  }
  return request;
}

std::vector<std::string> HttpMeasurement::header_lines() const {
  std::vector<std::string> lines;
  bool accept = false;
  bool language = false;
  if (asked_.with_headers && !priming_) {
    for (const auto& header : target_.headers) {
      const std::string name = ascii::lower(header.name);
      accept = accept || name == "accept";
      language = language || name == "accept-language";
      // libcurl reads `Name:` as "leave this header out", and `Name;` as "send it empty".
      const std::string& value = header.value.reveal();
      lines.push_back(value.empty() ? header.name + ";" : header.name + ": " + value);
    }
  }
  if (!accept) lines.emplace_back("Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
  if (!language) lines.emplace_back("Accept-Language: vi,en;q=0.8");
  return lines;
}

void HttpMeasurement::on_transferred() {
  if (ended_) return;
  TransferResult& result = transfer_.result();
  result.end.host = asked_.url;
  if (const auto url = parse_url(asked_.url)) result.end.host = url->host;
  result.end.ended_at = clock_.since_start(std::chrono::steady_clock::now());
  result.end.via_proxy = !proxy().empty();
  load(result);
  leave_out_preparations();
  if (priming_) return on_primed();

  if (result.refused_new) {
    return end(Outcome::not_reusable, before_.empty()
                                          ? "the server closed the connection after the priming request"
                                          : "a redirect needs a new connection");
  }
  if (result.status < 300 || result.status > 399 || result.end.curl_code != CURLE_OK) return judge();
  const RedirectStep step =
      next_step(asked_, result.status, result.headers.first("location").value_or(""), before_,
                engine_.options().settings.max_redirects, transfer_.cookie_state());
  if (step.kind == RedirectStep::Kind::answer) return judge();
  redirects_.push_back(
      {storable_url(asked_.url), result.status, clock_.hop_start(), clock_.timings_of(result)});
  if (step.kind == RedirectStep::Kind::fail) {
    note_retry_after();
    return end(step.outcome, step.detail);
  }
  follow(step);
}

void HttpMeasurement::follow(const RedirectStep& step) {
  // From the moment when its answer was there, the portal waits for what comes next.
  if (const auto& done = transfer_.result().done) {
    own_delay_ += std::max(microseconds(0), to_microseconds(std::chrono::steady_clock::now() - done->best()));
  }
  before_.push_back(asked_);
  asked_ = step.next;
  hop();
}

// ---- What came of it
// ------------------------------------------------------------------------------------------------

void HttpMeasurement::note_retry_after() {
  const TransferResult& result = transfer_.result();
  const auto value = result.headers.first("retry-after");
  if (!value) return;
  const auto wait = parse_retry_after(*value, engine_.clock().wall());
  const auto url = parse_url(asked_.url);
  if (wait && url && wait->count() > 0) measurement_.retry_after = RetryAfter{url->origin(), *wait};
}

void HttpMeasurement::judge() {
  const TransferResult& result = transfer_.result();
  if (is_server_wait(result.status)) note_retry_after();
  const Cause transport = classify(result.end);
  if (transport.outcome != Outcome::ok) return end(transport.outcome, transport.detail);

  const auto& accepted = target_.expect.status;
  const bool expected_error =
      result.status >= 400 && std::ranges::find(accepted, result.status) != accepted.end();
  std::optional<PageMatch> match;
  if (!expected_error) {
    match = engine_.pages().judge({result.status, result.headers.fields(), result.head, result.body_size,
                                   result.content_type, asked_.url, hosts_},
                                  result.body_sha256);
  }
  if (match && match->outcome == Outcome::blocked) return end(Outcome::blocked, match->detail);
  if (is_moved(asked_.url, hosts_)) {
    return end(Outcome::moved, fmt::format("answered by {}", storable_url(asked_.url)));
  }
  const Cause cause = check_answer(target_.expect, result.status, result.found);
  const bool error_status =
      cause.outcome == Outcome::http_client_error || cause.outcome == Outcome::http_server_error;
  if (match && !error_status) return end(match->outcome, match->detail);
  end(cause.outcome, cause.detail);
}

void HttpMeasurement::watch_until(SteadyTime time) {
  watchdog_.expires_at(time);
  watchdog_.async_wait([this, time, alive = std::weak_ptr(alive_)](auto error) {
    if (!error && !alive.expired()) on_watchdog(time);
  });
}

void HttpMeasurement::on_watchdog(SteadyTime due) {
  // Whoever stood still (a stopped process, say) finds all its timers overdue at once: libcurl's own limit
  // comes first then, too.
  const SteadyTime now = std::chrono::steady_clock::now();
  if (now - due > kWatchdogDelay / 2) return watch_until(now + kWatchdogDelay);
  end(Outcome::probe_error, "the measurement did not end by itself at its deadline");
}

void HttpMeasurement::leave_out_preparations() {
  const auto& first_act = transfer_.result().first_act;
  if (!first_act) return;
  const microseconds ours = clock_.leave_out_preparations(*first_act);
  if (before_.empty() && !is_warm() && !clock_.looked_up()) {  // the measurement really began so much later
    started_at_ += ours;
    measurement_.started += ours;
  }
}

void HttpMeasurement::load(const TransferResult& result) {
  measurement_.bytes_sent += result.bytes_sent;
  measurement_.bytes_received += result.bytes_received;
  if (priming_) return;
  bytes_wire_ += result.bytes_received;
  own_delay_ += result.own_delay;
  stamped_ = stamped_ || result.stamped;
  uncertain_ = std::max(uncertain_, result.uncertain);
}

void HttpMeasurement::end(Outcome outcome, std::string detail) {
  if (ended_) return;
  ended_ = true;
  watchdog_.cancel();
  measurement_.sample = make_sample(outcome, std::move(detail));
  // A callback never runs from inside the call that caused it.
  boost::asio::post(engine_.io(), [this, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    const Done done = std::move(done_);
    done(std::move(measurement_));  // destroys this
  });
}

// ---- The sample
// -------------------------------------------------------------------------------------------------------

Sample HttpMeasurement::make_sample(Outcome outcome, std::string detail) {
  const SteadyTime now = std::chrono::steady_clock::now();
  Sample sample = sample_of(portal_, planned_, outcome, std::move(detail));
  sample.started_at = started_at_;
  measurement_.marks_from = clock_.zero();
  sample.loop_lag = engine_.lag().longest_since(measurement_.started, now);
  if (stamped_) sample.error = own_delay_ + uncertain_;
  const HostDelays delays = delays_.total(engine_.host().read(now));
  sample.run_delay = delays.run_delay;
  sample.throttled = delays.throttled;
  sample.stolen = delays.stolen;
  sample.requests = requests_;
  sample.resolver = resolver_name_;
  sample.dns_ttl_s = ttl_s_;
  sample.via_proxy = !proxy().empty();
  const bool timed_out = outcome == Outcome::timed_out || outcome == Outcome::tls_timed_out ||
                         outcome == Outcome::connect_timed_out || outcome == Outcome::dns_timed_out;
  if (timed_out) sample.censored_after = clock_.since_start(now);
  if (!priming_) fill_result(sample);
  return sample;
}

/// What is told of the planned request itself, not of the one that primes its connection.
void HttpMeasurement::fill_result(Sample& sample) {
  const TransferResult& result = transfer_.result();
  sample.redirects = redirects_;
  if (!before_.empty()) sample.hop_started = clock_.hop_start();
  sample.final_url = storable_url(asked_.url);
  if (requests_ > 0) sample.bytes_wire = bytes_wire_;
  if (result.started >= clock_.hop_begun()) {
    sample.timings = clock_.timings_of(result);
    fill_answer(sample, result);
    fill_network(sample, result, sockets_, place_);
    if (result.end.tls && result.end.reached != Reached::nothing) fill_tls(sample, tls_);
  } else {  // the hop ended before it sent anything
    sample.timings.resolved = clock_.resolved();
  }
  fill_metrics(sample);
}

}  // namespace portalprobe
