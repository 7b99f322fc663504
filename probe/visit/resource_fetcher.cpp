#include "probe/visit/resource_fetcher.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include "probe/http_engine.hpp"
#include "probe/printable.hpp"
#include "probe/visit/blocked_ports.hpp"

namespace portalprobe {
namespace {

/// Whoever watches the visit's deadline ends what is under way; libcurl's own limit is for when nobody does.
constexpr microseconds kAfterDeadline = std::chrono::seconds(1);
constexpr std::size_t kMostBodyKept = std::size_t{4} << 20U;

/// Whether somebody reads it.
bool is_kept(ResourceType type) { return type == ResourceType::style || type == ResourceType::frame; }
void count_released(const FoundResource& resource, RequestsReleased& count) {
  if (resource.type == ResourceType::media) return;
  ++count.all;
  count.medium += resource.urgency == Urgency::medium ? 1U : 0U;
}
bool is_delayable(const FoundResource& resource) { return resource.urgency > Urgency::high; }

std::string accept_line(ResourceType type) {
  switch (type) {
    case ResourceType::document:
    case ResourceType::frame:
      return "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    case ResourceType::style:
      return "Accept: text/css,*/*;q=0.1";
    case ResourceType::image:
      return "Accept: image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";
    default:
      return "Accept: */*";
  }
}

/// An origin as browsers write it: without the port that goes without saying.
std::string written_origin(const Url& url) {
  std::string origin = url.origin();
  if (url.port == (url.tls() ? 443 : 80)) origin.erase(origin.rfind(':'));
  return origin;
}

/// A cookie in the form of Netscape's file: its third field is the path.
bool is_for_all_paths(const std::string& cookie) {
  const auto path = cookie.find('\t', cookie.find('\t') + 1);
  return path != std::string::npos && cookie.compare(path, 3, "\t/\t") == 0;
}

/// Of an address its origin, as the default policy of referrers has it for requests that leave the site.
std::string referrer_of(const std::string& page, const Url& asked) {
  const auto url = parse_url(page);
  if (!url || (url->tls() && !asked.tls())) return {};
  return url->origin() == asked.origin() ? page : written_origin(*url) + "/";
}

}  // namespace

ResourceFetcher::ResourceFetcher(HttpEngine& engine, CurlLoop& loop, VisitSockets& sockets,
                                 const MeasurementClock& times, PageLimits limits, Finished finished)
    : engine_(engine),
      loop_(loop),
      sockets_(sockets),
      times_(times),
      limits_(limits),
      finished_(std::move(finished)),
      bytes_left_(limits.bytes) {}

ResourceFetcher::~ResourceFetcher() {
  for (auto& [name, origin] : origins_) {
    if (origin.look_up) engine_.resolver().cancel(*origin.look_up);
  }
  for (auto& fetch : fetches_) fetch->transfer.reset();
  for (auto& [name, origin] : origins_) origin.spare.clear();
  if (anonymous_) engine_.loops().give_back(std::move(anonymous_), true);
}

void ResourceFetcher::begin(FetchSetting setting, const Url& document, const Route& route,
                            std::vector<std::string> addresses, std::string http_version) {
  setting_ = std::move(setting);
  has_path_cookies_ = !std::ranges::all_of(setting_.cookies, is_for_all_paths);
  page_is_tls_ = document.tls();
  document_origin_ = document.origin();
  written_document_origin_ = written_origin(document);
  Origin& origin = origins_[document_origin_];
  origin.site = document_origin_;
  origin.route = route;
  origin.addresses = std::move(addresses);
  origin.at = &sites_[document_origin_];
  origin.at->is_multiplexed = origin.is_joined = http_version == "2";
  origin.in_flight = 1;
  auto row = std::make_unique<Fetch>();
  row->state = State::finished;
  row->told = true;
  fetches_.push_back(std::move(row));
  known_[{setting_.page_url, ResourceType::document, false}] = 0;
}

void ResourceFetcher::release_document(bool stays_open) {
  if (document_origin_.empty()) return;
  auto& in_flight = origins_.at(document_origin_).in_flight;
  if (in_flight > 0) --in_flight;
  if (stays_open) on_free(origins_.at(document_origin_));
  schedule();
}

void ResourceFetcher::set_in_head(bool in_head) {
  if (in_head_ == in_head) return;
  in_head_ = in_head;
  schedule();
}

// ---- What is asked for
// -----------------------------------------------------------------------------------------

/// The URL to fetch, unless a browser would not, or we must not.
std::optional<std::string> ResourceFetcher::permitted(const FoundResource& resource) const {
  const auto url = parse_url(resource.url);
  if (!url || is_visit_counter(*url) || is_blocked_port(url->port)) return std::nullopt;
  if (!page_is_tls_ || url->tls()) return resource.url;
  // Mixed content: browsers ask for images over https instead, and for nothing else at all.
  if (resource.type != ResourceType::image) return std::nullopt;
  return "https" + resource.url.substr(4);
}

std::string ResourceFetcher::refusal(const FoundResource& resource, const std::string& next) const {
  const auto url = parse_url(next);
  if (!url) return url.error().message;
  if (is_visit_counter(*url)) return "redirects to the visit counter, which is never asked";
  if (is_blocked_port(url->port)) return fmt::format("redirects to port {}, as no browser would", url->port);
  const bool is_mixed = page_is_tls_ && !url->tls() && resource.type != ResourceType::image;
  return is_mixed ? "redirects to http on an https page" : "";
}

std::optional<std::size_t> ResourceFetcher::ask(const FoundResource& resource, std::size_t initiator,
                                                microseconds delay) {
  if (given_up_) return std::nullopt;
  const auto url = permitted(resource);
  if (!url) return std::nullopt;
  if (const auto it = known_.find({*url, resource.type, resource.is_anonymous}); it != known_.end()) {
    // What was only preloaded may turn out to be needed.
    FoundResource& found = fetches_[it->second]->found;
    found.delays_load = found.delays_load || resource.delays_load;
    found.urgency = std::min(found.urgency, resource.urgency);
    return it->second;
  }
  if (fetches_.size() > static_cast<std::size_t>(limits_.requests)) {
    note_capped("requests");
    return std::nullopt;
  }
  auto fetch = std::make_unique<Fetch>();
  fetch->found = resource;
  fetch->asked.url = *url;
  lead_to(*parse_url(*url), *fetch);
  fetch->row.url = storable_url(*url);
  fetch->row.type = resource.type;
  fetch->row.initiator = static_cast<std::uint32_t>(initiator);
  fetch->row.found = since_start(std::chrono::steady_clock::now());
  fetch->delay = fetches_[initiator]->delay + delay;
  const std::size_t row = fetches_.size();
  fetches_.push_back(std::move(fetch));
  known_[{*url, resource.type, resource.is_anonymous}] = row;
  schedule();
  return row;
}

void ResourceFetcher::note_capped(const char* what) {
  if (std::ranges::find(capped_, what) == capped_.end()) capped_.emplace_back(what);
}

// ---- Whose turn it is
// ------------------------------------------------------------------------------------------

void ResourceFetcher::schedule() {
  if (scheduled_) return;
  scheduled_ = true;
  boost::asio::post(engine_.io(), [this, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    scheduled_ = false;
    pump();
  });
}

void ResourceFetcher::pump() {
  if (given_up_) return;
  join_multiplexed();
  release();
  make_way();
  auto load = this->load();
  while (!given_up_ && start_next(load)) {
  }
}

std::optional<std::size_t> ResourceFetcher::next_to_release() const {
  std::optional<std::size_t> best;
  for (std::size_t row = 1; row < fetches_.size(); ++row) {
    if (fetches_[row]->state != State::waiting) continue;
    if (!best || fetches_[row]->found.urgency < fetches_[*best]->found.urgency) best = row;
  }
  return best;
}

RequestsReleased ResourceFetcher::released() const {
  RequestsReleased count;
  for (std::size_t row = 1; row < fetches_.size(); ++row) {
    const Fetch& fetch = *fetches_[row];
    if (fetch.state == State::waiting || fetch.state == State::finished) continue;
    count_released(fetch.found, count);
  }
  return count;
}

void ResourceFetcher::release() {
  auto count = released();
  while (const auto next = next_to_release()) {
    Fetch& fetch = *fetches_[*next];
    if (!may_release(fetch.found, count, in_head_)) return;
    fetch.state = State::released;
    count_released(fetch.found, count);
  }
}

ResourceFetcher::Load ResourceFetcher::load() {
  Load load;
  for (auto& [name, site] : sites_) site.in_flight = 0;
  for (const auto& fetch : fetches_) count(*fetch, load);
  return load;
}

/// If it is in flight.
void ResourceFetcher::count(const Fetch& fetch, Load& load) {
  if (fetch.state != State::looking_up && fetch.state != State::under_way) return;
  Site& site = *fetch.at->at;
  ++site.in_flight;
  if (site.is_multiplexed) return;
  ++load.connections;
  load.delayable += is_delayable(fetch.found) ? 1U : 0U;
}

void ResourceFetcher::lead_to(const Url& url, Fetch& fetch) {
  const std::string site = url.origin();
  const bool is_anonymous = fetch.found.is_anonymous && site != document_origin_;
  fetch.origin = is_anonymous ? site + " anonymous" : site;
  const auto [it, is_new] = origins_.try_emplace(fetch.origin);
  fetch.at = &it->second;
  if (!is_new) return;
  it->second.site = site;
  it->second.at = &sites_[site];
  it->second.is_anonymous = is_anonymous;
  it->second.route = route_of(url, engine_.options().connect_to);
}

bool ResourceFetcher::start_next(Load& load) {
  std::optional<std::size_t> best;
  for (std::size_t row = 1; row < fetches_.size(); ++row) {
    const Fetch& fetch = *fetches_[row];
    if (fetch.state != State::released) continue;
    if (best && fetches_[*best]->found.urgency <= fetch.found.urgency) continue;
    const Site& site = *fetch.at->at;
    const RequestsInFlight in_flight = {fetch.at->in_flight, site.in_flight, load.delayable,
                                        load.connections};
    if (may_start({fetch.found.urgency, site.is_multiplexed}, in_flight)) best = row;
  }
  if (!best) return false;
  start(*best);
  count(*fetches_[*best], load);
  return true;
}

void ResourceFetcher::start(std::size_t row) {
  Fetch& fetch = *fetches_[row];
  Origin& origin = *fetch.at;
  if (!fetch.row.started) fetch.row.started = since_start(std::chrono::steady_clock::now());
  if (origin.failure != Outcome::ok) {
    const auto failure = origin.failure;
    return finish(row, failure, origin.detail);
  }
  ++origin.in_flight;
  fetch.state = State::looking_up;
  if (origin.addresses.empty()) origin.addresses = known_addresses(origin.site);
  if (!origin.addresses.empty()) return transfer(row);
  if (!origin.looking_up) look_up(fetch.origin, origin);
}

/// Of a host that was looked up for the other kind of connection.
std::vector<std::string> ResourceFetcher::known_addresses(const std::string& site) const {
  for (const auto& [name, origin] : origins_) {
    if (origin.site == site && !origin.addresses.empty()) return origin.addresses;
  }
  return {};
}

// ---- Where it is
// -----------------------------------------------------------------------------------------------

void ResourceFetcher::look_up(const std::string& name, Origin& origin) {
  origin.looking_up = true;
  if (is_address(origin.route.host)) return on_resolved(name, {origin.route.host});
  const microseconds timeout = std::min(engine_.options().settings.connect_timeout, time_left());
  origin.look_up = engine_.resolver().resolve(origin.route.host, setting_.ip_family, timeout,
                                              [this, name](tl::expected<Resolution, ResolveFailure> answer) {
                                                Origin& found = origins_.at(name);
                                                found.look_up.reset();
                                                if (!answer) {
                                                  found.failure = answer.error().outcome;
                                                  found.detail = answer.error().detail;
                                                  return on_resolved(name, {});
                                                }
                                                on_resolved(name, std::move(answer->addresses));
                                              });
}

void ResourceFetcher::on_resolved(const std::string& name, std::vector<std::string> addresses) {
  Origin& origin = origins_.at(name);
  origin.looking_up = false;
  const auto now = since_start(std::chrono::steady_clock::now());
  const auto url = parse_url(origin.site + "/");
  const bool own = url && std::ranges::find(setting_.own_hosts, url->host) != setting_.own_hosts.end();
  // Where a mapping leads is the operator's word, but the page's word for a host by its address is not.
  const bool hidden = origin.route.mapped && !origin.route.named && url && is_address(url->host) &&
                      !engine_.guard().may_follow(url->host);
  if (!addresses.empty() && ((!origin.route.mapped && !own) || hidden)) {
    const std::string example = hidden ? url->host : addresses.front();
    std::erase_if(addresses,
                  [&](const std::string& address) { return hidden || !engine_.guard().may_follow(address); });
    if (addresses.empty()) {
      origin.failure = Outcome::redirect_refused;
      origin.detail =
          fmt::format("{} is not a public address (allow_addresses may list its network)", example);
    }
  }
  origin.addresses = std::move(addresses);
  for (std::size_t row = 1; row < fetches_.size(); ++row) {
    Fetch& fetch = *fetches_[row];
    if (fetch.state != State::looking_up || fetch.at != &origin || fetch.transfer) continue;
    if (origin.failure != Outcome::ok) {
      finish(row, origin.failure, origin.detail);
    } else {
      if (!is_address(origin.route.host)) fetch.row.timings.resolved = now;
      transfer(row);
    }
  }
}

microseconds ResourceFetcher::time_left() const {
  return std::max(microseconds(1), to_microseconds(times_.deadline() - std::chrono::steady_clock::now()));
}

// ---- The request
// -----------------------------------------------------------------------------------------------

ResourceRequest ResourceFetcher::request_for(const Fetch& fetch, const Origin& origin) const {
  const ProbeSettings& settings = engine_.options().settings;
  const Url url = *parse_url(fetch.asked.url);
  ResourceRequest request;
  request.url = fetch.asked.url;
  request.header_lines = {accept_line(fetch.found.type), "Accept-Language: vi,en;q=0.8"};
  if (const auto referrer = referrer_of(setting_.page_url, url); !referrer.empty())
    request.header_lines.push_back("Referer: " + referrer);
  if (origin.is_anonymous) {
    request.header_lines.push_back("Origin: " + written_document_origin_);
    request.tls_sessions = anonymous_sessions_.get();
  } else {
    request.cookies = setting_.cookies;
    request.tls_sessions = setting_.tls_sessions;
  }
  if (setting_.sends_client_certificate && url.origin() == document_origin_) {
    request.client_cert = setting_.portal->client_cert;
    request.client_key = setting_.portal->client_key.reveal();
  }
  request.user_agent = settings.user_agent;
  request.http_version = settings.http_version;
  request.ip_family = setting_.ip_family;
  request.timeout = time_left() + kAfterDeadline;
  request.connect_timeout = settings.connect_timeout;
  request.proxy = proxy().reveal();
  if (request.proxy.empty()) request.connect_to = connect_to_option(url, origin.route);
  if (!is_address(origin.route.host))
    request.resolve = {resolve_option(origin.route.host, origin.route.port, origin.addresses)};
  request.trust = engine_.options().trust.find(setting_.portal->ca_file);
  request.max_body = is_kept(fetch.found.type)
                         ? std::min<std::uint64_t>(kMostBodyKept, engine_.options().settings.max_body)
                         : engine_.options().settings.max_body;
  request.keep_body = is_kept(fetch.found.type);
  request.weight = stream_weight(fetch.found.urgency);
  request.shares_connection = origin.at->is_multiplexed;
  return request;
}

void ResourceFetcher::transfer(std::size_t row) {
  Fetch& fetch = *fetches_[row];
  Origin& origin = *fetch.at;
  fetch.state = State::under_way;
  ++requests_;
  const auto done = [this, row] { on_transferred(row); };
  const auto request = request_for(fetch, origin);
  if (origin.idle > 0) {
    --origin.idle;
  } else if ((fetch.transfer = take_spare(origin))) {
    return fetch.transfer->give(request, done);
  }
  fetch.transfer = std::make_unique<ResourceTransfer>(
      loop_of(origin), sockets_, request, bytes_left_, [this] { schedule(); }, done);
}

// ---- Which connection carries it: as in browsers, the first that can
// -------------------------------------------

/// A request may go out over another connection than was opened for it: not behind a proxy, which would be
/// asked in another form, nor where libcurl chose its cookies by the path that the connection was opened for.
bool ResourceFetcher::binds_late(const Origin& origin) const {
  return !origin.at->is_multiplexed && proxy().empty() && (origin.is_anonymous || !has_path_cookies_);
}

/// A connection takes another request. Whoever waits most urgently for one that is still being opened need
/// not wait any longer; that one goes to who comes next.
void ResourceFetcher::on_free(Origin& origin) {
  if (!binds_late(origin)) return;
  ++origin.idle;
  std::optional<std::size_t> best;
  for (std::size_t row = 1; row < fetches_.size(); ++row) {
    const Fetch& fetch = *fetches_[row];
    if (fetch.at != &origin || fetch.state != State::under_way || !fetch.transfer->is_opening()) continue;
    if (!best || fetch.found.urgency < fetches_[*best]->found.urgency) best = row;
  }
  if (best) set_free(*best);
}

/// Where all connections to an origin are taken, the most urgent request gets the next that stands: those for
/// which some are still being opened step back.
void ResourceFetcher::make_way() {
  for (std::size_t row = 1; row < fetches_.size(); ++row) {
    const Fetch& waiting = *fetches_[row];
    if (waiting.state != State::released || waiting.found.urgency > Urgency::high) continue;
    Origin& origin = *waiting.at;
    if (!binds_late(origin) || !origin.spare.empty() ||
        may_start({waiting.found.urgency, false}, {.on_connections = origin.in_flight}))
      continue;
    std::optional<std::size_t> least;
    for (std::size_t other = 1; other < fetches_.size(); ++other) {
      const Fetch& fetch = *fetches_[other];
      if (fetch.at != &origin || fetch.state != State::under_way || !fetch.transfer->is_opening()) continue;
      if (fetch.found.urgency <= waiting.found.urgency) continue;
      if (!least || fetch.found.urgency >= fetches_[*least]->found.urgency) least = other;
    }
    if (least) set_free(*least);
  }
}

/// The connection that is being opened for a request goes on without it.
void ResourceFetcher::set_free(std::size_t row) {
  Origin& origin = *fetches_[row]->at;
  auto spare = std::move(fetches_[row]->transfer);
  unbind(row);
  spare->take_request([&origin, which = spare.get()] {
    std::erase_if(origin.spare, [&](const auto& one) { return one.get() == which; });
  });
  origin.spare.push_back(std::move(spare));
}

/// One that still gets there; null: there is none.
std::unique_ptr<ResourceTransfer> ResourceFetcher::take_spare(Origin& origin) {
  const microseconds most = engine_.options().settings.connect_timeout / 2;
  std::erase_if(origin.spare, [&](const auto& one) { return !one->is_promising(most); });
  if (origin.spare.empty()) return nullptr;
  auto spare = std::move(origin.spare.front());
  origin.spare.erase(origin.spare.begin());
  return spare;
}

/// Puts a request that has not gone out back among those that wait for a connection.
void ResourceFetcher::unbind(std::size_t row) {
  Fetch& fetch = *fetches_[row];
  fetch.transfer.reset();
  fetch.state = State::released;
  --fetch.at->in_flight;
  --requests_;
}

/// Whatever waits for a connection to an origin joins the first that turns out to carry many requests.
void ResourceFetcher::join_multiplexed() {
  for (const auto& fetch : fetches_) {
    if (!fetch->transfer || !fetch->transfer->is_multiplexed()) continue;
    Origin& origin = *fetch->at;
    if (std::exchange(origin.is_joined, true)) continue;
    origin.at->is_multiplexed = true;
    origin.spare.clear();
    for (std::size_t row = 1; row < fetches_.size(); ++row) {
      const Fetch& other = *fetches_[row];
      if (other.at == &origin && other.state == State::under_way && other.transfer->is_opening()) unbind(row);
    }
  }
}

const Secret& ResourceFetcher::proxy() const {
  return setting_.portal->proxy.empty() ? engine_.options().settings.proxy : setting_.portal->proxy;
}

CurlLoop& ResourceFetcher::loop_of(const Origin& origin) {
  if (!origin.is_anonymous) return loop_;
  if (!anonymous_) {
    anonymous_ = engine_.loops().take();
    anonymous_->observe(&sockets_);
  }
  return *anonymous_;
}

void ResourceFetcher::on_transferred(std::size_t row) {
  Fetch& fetch = *fetches_[row];
  ResourceAnswer& answer = fetch.transfer->answer();
  Origin& origin = *fetch.at;
  if (answer.http_version == "2") origin.at->is_multiplexed = true;
  if (answer.over_budget) {
    note_capped("bytes");
    return give_up("the visit's limit of bytes was reached");
  }
  count_bytes(answer);
  fill_row(fetch, answer);
  const bool stays_open = answer.end.curl_code == 0 &&
                          portalprobe::stays_open(answer.http_version, answer.status, answer.headers);
  if (follow(row, answer)) {
    if (stays_open) on_free(origin);
    return;
  }

  if (const auto url = parse_url(fetch.asked.url)) answer.end.host = url->host;
  answer.end.ended_at = since_start(std::chrono::steady_clock::now());
  Cause cause = classify(answer.end);
  if (answer.end.stopped == Stopped::body_too_large) note_capped("resource");
  if (cause.outcome == Outcome::ok && answer.status >= 400) {
    cause.outcome = answer.status >= 500 ? Outcome::http_server_error : Outcome::http_client_error;
    cause.detail = fmt::format("status {}", answer.status);
  }
  fetch.delay += answer.noticed_late;
  fetch.ended = answer.done;
  finish(row, cause.outcome, std::move(cause.detail));
  if (stays_open) on_free(origin);
}

void ResourceFetcher::count_bytes(const ResourceAnswer& answer) {
  bytes_sent_ += answer.bytes_sent;
  bytes_received_ += answer.bytes_received;
}

void ResourceFetcher::fill_row(Fetch& fetch, const ResourceAnswer& answer) const {
  PageResource& row = fetch.row;
  const auto mark = [this](const std::optional<SteadyTime>& time) {
    return time ? std::optional(since_start(*time)) : std::nullopt;
  };
  const auto resolved = row.timings.resolved;
  row.timings = {};
  row.timings.resolved = resolved;
  // What was opened for another is no part of this one.
  if (const auto connected = mark(answer.connected); connected && connected >= row.started) {
    row.timings.connected = connected;
    row.timings.secured = mark(answer.secured);
  }
  row.timings.sent = mark(answer.sent);
  row.timings.first_byte = mark(answer.first_byte);
  row.timings.done = mark(answer.done);
  if (answer.status > 0) row.status = answer.status;
  row.http_version = answer.http_version;
  row.content_type = printable(answer.headers.first("content-type").value_or(""), 100);
  row.remote_ip = answer.remote_ip;
  row.bytes_wire += answer.bytes_received;
  row.bytes_body = answer.body_size;
}

bool ResourceFetcher::follow(std::size_t row, const ResourceAnswer& answer) {
  Fetch& fetch = *fetches_[row];
  if (answer.end.curl_code != 0 || answer.status < 300 || answer.status > 399) return false;
  const RedirectStep step =
      next_step(fetch.asked, answer.status, answer.headers.first("location").value_or(""), fetch.before,
                engine_.options().settings.max_redirects);
  if (step.kind == RedirectStep::Kind::answer) return false;
  if (step.kind == RedirectStep::Kind::fail) {
    finish(row, step.outcome, step.detail);
    return true;
  }
  if (auto why = refusal(fetch.found, step.next.url); !why.empty()) {
    finish(row, Outcome::redirect_refused, std::move(why));
    return true;
  }
  --fetch.at->in_flight;
  fetch.before.push_back(fetch.asked);
  fetch.asked = step.next;
  lead_to(*parse_url(step.next.url), fetch);
  fetch.state = State::released;
  fetch.row.timings = {};
  ++fetch.row.redirects;
  fetch.transfer.reset();
  schedule();
  return true;
}

void ResourceFetcher::finish(std::size_t row, Outcome outcome, std::string detail) {
  Fetch& fetch = *fetches_[row];
  if (fetch.state == State::finished) return;
  if (fetch.state != State::waiting && fetch.state != State::released) {
    auto& in_flight = fetch.at->in_flight;
    if (in_flight > 0) --in_flight;
  }
  fetch.state = State::finished;
  if (!fetch.ended) fetch.ended = std::chrono::steady_clock::now();
  fetch.row.outcome = outcome;
  fetch.row.detail = std::move(detail);
  const bool given_up = outcome == Outcome::cancelled && !fetch.found.delays_load;
  if (outcome != Outcome::ok && !given_up) ++failed_;
  boost::asio::post(engine_.io(), [this, row, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    Fetch& ended = *fetches_[row];
    ended.told = true;
    ResourceAnswer none;
    finished_(row, ended.transfer ? ended.transfer->answer() : none);
    if (!alive.expired()) fetches_[row]->transfer.reset();
  });
  schedule();
}

void ResourceFetcher::give_up(const std::string& detail) {
  given_up_ = true;
  for (std::size_t row = 1; row < fetches_.size(); ++row) {
    Fetch& fetch = *fetches_[row];
    if (fetch.state == State::finished) continue;
    if (fetch.transfer) {
      const ResourceAnswer& answer = fetch.transfer->answer_so_far();
      count_bytes(answer);
      fill_row(fetch, answer);
    }
    fetch.transfer.reset();
    finish(row, Outcome::cancelled, detail);
  }
  for (auto& [name, origin] : origins_) origin.spare.clear();
}

std::optional<std::size_t> ResourceFetcher::given_up() const {
  for (std::size_t row = 1; row < fetches_.size(); ++row) {
    if (fetches_[row]->row.outcome == Outcome::cancelled && fetches_[row]->found.delays_load) return row;
  }
  return std::nullopt;
}

bool ResourceFetcher::is_idle() const {
  return std::ranges::all_of(fetches_,
                             [](const auto& fetch) { return fetch->told || !fetch->found.delays_load; });
}

std::optional<ResourceFetcher::Last> ResourceFetcher::last() const {
  std::optional<Last> last;
  for (const auto& fetch : fetches_) {
    if (!fetch->ended || !fetch->found.delays_load) continue;
    if (!last || *fetch->ended > last->ended) last = Last{*fetch->ended, fetch->delay};
  }
  return last;
}

std::vector<PageResource> ResourceFetcher::rows() const {
  std::vector<PageResource> rows;
  rows.reserve(fetches_.size());
  for (const auto& fetch : fetches_) rows.push_back(fetch->row);
  return rows;
}

}  // namespace portalprobe
