#include "probe/visit/page_load.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include "probe/ascii.hpp"
#include "probe/http_engine.hpp"
#include "probe/page/resolve_url.hpp"
#include "probe/printable.hpp"

namespace portalprobe {
namespace {

/// Frames in frames in frames are fetched, and read no further.
constexpr std::size_t kDeepestFrame = 3;
constexpr std::size_t kMostFrames = 50;
constexpr std::size_t kMostFrameBytes = std::size_t{8} << 20U;  // of markup, all frames together
/// Of what was read, sheets and frames; a page that has little to do with it takes a hundredth.
constexpr std::size_t kMostHeld = std::size_t{64} << 20U;
constexpr std::size_t kMostImports = 10'000;
constexpr std::size_t kMostFailedFonts = 20;

/// A browser applies a sheet only if the server says that it is one, or says nothing.
bool is_style_sheet(const ResourceAnswer& answer) {
  const std::string type = ascii::lower(answer.headers.first("content-type").value_or(""));
  return answer.status < 400 && (type.empty() || type.find("css") != std::string::npos);
}

/// In place of a frame's content that is too much to keep.
std::shared_ptr<const PageContent> nothing_of_it() {
  PageContent nothing;
  nothing.whole = true;
  return std::make_shared<const PageContent>(std::move(nothing));
}

bool is_html(const std::string& content_type) {
  const std::string type = ascii::lower(content_type);
  return type.empty() || type.find("html") != std::string::npos;
}

/// What was given up or cut short by us may well have been one.
bool is_font(const PageResource& row, const ResourceAnswer& answer) {
  if (row.outcome == Outcome::body_too_large || row.outcome == Outcome::cancelled) return true;
  const std::string type = ascii::lower(answer.headers.first("content-type").value_or(""));
  return row.outcome == Outcome::ok && type.find("html") == std::string::npos;
}

}  // namespace

PageLoad::PageLoad(HttpEngine& engine, const Portal& portal, const PlannedMeasurement& planned,
                   ProbeEngine::Admit admit, Done done)
    : engine_(engine),
      portal_(portal),
      planned_(planned),
      done_(std::move(done)),
      screen_(screen_of(engine.options().settings.profile)),
      sockets_(engine.lag()),
      document_(std::make_unique<HttpMeasurement>(
          engine, portal, planned, std::move(admit),
          [this](Measurement measured) { on_document(std::move(measured)); }, this)),
      deadline_(engine.io()) {}

PageLoad::~PageLoad() {
  // What takes long to let go of goes elsewhere.
  if (!frames_.empty())
    engine_.analyst().dispose(std::make_shared<std::pair<Arrived, std::vector<std::unique_ptr<PageFrame>>>>(
        std::move(arrived_), std::move(frames_)));
  fetcher_.reset();
  sockets_.set_document(nullptr);
  document_.reset();
}

void PageLoad::start() { document_->start(); }

void PageLoad::cancel() {
  if (!measured_) return document_->cancel();
  measured_->sample.outcome = Outcome::cancelled;
  measured_->sample.side = side_of(Outcome::cancelled);
  measured_->sample.detail = "cancelled before it had ended";
  finish();
}

SocketObserver& PageLoad::observer(SocketLog& documents) {
  sockets_.set_document(&documents);
  return sockets_;
}

// ---- The document
// -----------------------------------------------------------------------------------------------

void PageLoad::on_body(const Url& url, const HttpHeaders& headers, std::string_view bytes) {
  if (headers.first("location")) return;  // leads elsewhere
  if (!fetcher_) begin_visit(url, headers);
  PageFrame& page = *frames_.front();
  const std::size_t room = DocumentLimits{}.bytes - std::min(DocumentLimits{}.bytes, page.markup.size());
  if (bytes.size() > room) note_left_out("markup");
  page.markup.append(bytes.substr(0, room));
  go_on();
}

void PageLoad::begin_visit(const Url& url, const HttpHeaders& headers) {
  fetcher_ = std::make_unique<ResourceFetcher>(
      engine_, document_->loop(), sockets_, document_->times(), engine_.options().settings.page_limits,
      [this](std::size_t row, ResourceAnswer& answer) { on_finished(row, answer); });
  auto page = std::make_unique<PageFrame>(0, 0, arrived_);
  const std::string at = url.origin() + url.path;
  page->url = resolve_url(at, at).value_or(at);  // as browsers write it
  page->content_type = headers.first("content-type").value_or("");
  FetchSetting setting;
  setting.portal = &portal_;
  setting.ip_family = planned_.ip_family;
  setting.page_url = page->url;
  setting.cookies = document_->document().cookies();
  setting.own_hosts = {url.host};
  setting.tls_sessions = tls_sessions_.get();
  setting.sends_client_certificate = document_->asked().with_headers;
  const auto& known = document_->known().at(url.origin());
  fetcher_->begin(std::move(setting), url, known.route, known.addresses,
                  document_->document().http_version());
  frames_.push_back(std::move(page));
}

void PageLoad::on_document(Measurement measurement) {
  measured_started_ = measurement.started;
  measured_ = std::move(measurement);
  delays_.reset();
  delays_.resume(engine_.host().read(std::chrono::steady_clock::now()));
  const bool loaded = measured_->sample.outcome == Outcome::ok && fetcher_;
  if (!loaded) return finish();
  const Transfer& document = document_->document();
  fetcher_->release_document(
      stays_open(document.http_version(), document.result().status, document.result().headers));
  frames_.front()->whole = true;
  if (const auto& done = document.result().done) frames_.front()->ended = done->best();
  watch_deadline();
  go_on();
}

void PageLoad::watch_deadline() {
  deadline_.expires_at(document_->times().deadline());
  deadline_.async_wait([this, alive = std::weak_ptr(alive_)](auto error) {
    if (error || alive.expired() || ended_) return;
    // If all has arrived that was asked for, and we alone are not done with it, the portal is not to blame.
    timed_out_ = !fetcher_->is_idle();
    if (!timed_out_) note_unread();
    fetcher_->give_up("not loaded within the time limit");
    finish();
  });
}

void PageLoad::note_unread() {
  for (const auto& frame : frames_) {
    if (!frame->content() || !frame->content()->whole) note_left_out("markup");
    if (frame->styling || frame->should_style()) note_left_out("styles");
  }
  if (sheets_being_read_ > 0) note_left_out("styles");
}

// ---- What follows from what has arrived
// --------------------------------------------------------------------------

/// Looks at everything anew, soon: what has come in the meantime is looked at together.
void PageLoad::go_on() {
  if (going_on_ || ended_ || !fetcher_) return;
  going_on_ = true;
  boost::asio::post(engine_.io(), [this, alive = std::weak_ptr(alive_)] {
    if (alive.expired() || ended_) return;
    going_on_ = false;
    look();
  });
}

void PageLoad::look() {
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    PageFrame& frame = *frames_[i];
    if (frame.should_read()) read(i);
    for (const auto& resource : frame.take_to_ask()) ask(frame, resource, frame.delay_of(resource));
    ask_for_imports(frame);
    open_inline_frames(frame);
  }
  fetcher_->set_in_head(!frames_.front()->is_in_body());
  if (is_over()) return finish();
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    if (frames_[i]->should_style()) style(i);
  }
}

void PageLoad::read(std::size_t index) {
  PageFrame& frame = *frames_[index];
  frame.reading = true;
  std::string markup = frame.whole ? std::move(frame.markup) : frame.markup;
  engine_.analyst().read(
      [this, index, &reader = engine_.analyst().reader(), markup = std::move(markup),
       type = frame.content_type, url = frame.url, whole = frame.whole]() -> Analyst::Deliver {
        return [this, index, content = reader.page(markup, type, url, whole)](microseconds waited) {
          take_content(*frames_[index], content, waited);
        };
      },
      alive_);
}

void PageLoad::take_content(PageFrame& frame, const std::shared_ptr<const PageContent>& content,
                            microseconds waited) {
  frame.reading = false;
  frame.note_waited(waited);
  if (content->whole) held_ += content->bytes_held;
  const bool is_too_much = frame.depth() > 0 && held_ > kMostHeld;
  if (is_too_much) {
    held_ -= content->bytes_held;
    note_left_out("frames");
    engine_.analyst().dispose(content);
  }
  engine_.analyst().dispose(frame.take(is_too_much ? nothing_of_it() : content));
  go_on();
}

void PageLoad::style(std::size_t index) {
  PageFrame& frame = *frames_[index];
  frame.begin_styling();
  if (styles_used_up_) {
    frame.styling = false;
    return note_left_out("styles");
  }
  auto sheets = frame.sheets();
  if (sheets.capped) note_left_out("styles");
  const microseconds delay = delay_of_styles(frame, sheets.rows);
  engine_.analyst().read(
      [this, index, delay, content = frame.content(), sheets = std::move(sheets.sheets), screen = screen_,
       failed = arrived_.failed_fonts(), budget = style_budget_]() -> Analyst::Deliver {
        auto found = budget->find(content->document, sheets, content->found.base, screen, failed);
        return [this, index, delay, found = std::move(found),
                used_up = budget->left() == 0](microseconds waited) {
          styles_used_up_ = used_up;
          take_styles(*frames_[index], found, delay + waited);
        };
      },
      alive_);
}

void PageLoad::take_styles(PageFrame& frame, const FoundInStyles& found, microseconds delay) {
  frame.styling = false;
  if (found.capped) note_left_out("styles");
  for (const auto& resource : found.resources) {
    if (!resource.is_stand_in || !fetcher_->is_idle()) ask(frame, resource, delay);
  }
  go_on();
}

/// By how much we may have made late that a frame is styled: the longest of the chains that led to what
/// styling it takes, beyond the chain that led to the frame itself.
microseconds PageLoad::delay_of_styles(const PageFrame& frame, const std::set<std::size_t>& sheets) const {
  const microseconds until_frame = fetcher_->delay(frame.row());
  microseconds delay = std::max({frame.delay, frame.parser_delay, lost_fonts_delay_ - until_frame});
  for (const std::size_t row : sheets)
    delay = std::max(delay, fetcher_->delay(row) + sheets_waited_.at(row) - until_frame);
  return delay;
}

void PageLoad::ask(PageFrame& frame, const FoundResource& resource, microseconds delay) {
  frame.note_asked(resource, fetcher_->ask(resource, frame.row(), delay));
}

void PageLoad::ask_for_imports(PageFrame& frame) {
  for (const auto* style : frame.take_styles_with_imports())
    frame.note_imports(style->order, ask_for_imported(style->sheet, frame.row(), frame.delay));
}

std::vector<Arrived::Import> PageLoad::ask_for_imported(const StyleSheet& sheet, std::size_t initiator,
                                                        microseconds delay) {
  std::vector<Arrived::Import> asked;
  for (const auto& import : sheet.imports()) {
    if (imports_ == kMostImports) {
      note_left_out("styles");
      break;
    }
    FoundResource resource;
    resource.url = import.url;
    resource.type = ResourceType::style;
    resource.urgency = Urgency::highest;
    resource.blocks_render = true;
    const auto row = fetcher_->ask(resource, initiator, delay);
    if (!row) continue;
    ++imports_;
    asked.push_back({*row, import});
  }
  return asked;
}

// ---- What came of resources
// ------------------------------------------------------------------------------------

void PageLoad::on_finished(std::size_t row, ResourceAnswer& answer) {
  if (ended_) return;
  const ResourceType type = fetcher_->resource(row).type;
  if (type == ResourceType::style && is_style_sheet(answer) && !answer.body.empty()) {
    return read_sheet(row, answer);  // has its effect once it was read
  }
  note_late(row, microseconds(0));
  arrived_.settle(row, fetcher_->ended(row));
  if (type == ResourceType::frame) open_frame(row, answer);
  if (type == ResourceType::font) note_font(row, answer);
  go_on();
}

/// What a frame's parser had to wait for, a sheet's imports included, makes late whatever is found behind it.
void PageLoad::note_late(std::size_t row, microseconds waited) {
  std::size_t top = row;
  const auto initiator = [&] { return fetcher_->resource(top).initiator.value_or(0); };
  while (fetcher_->resource(initiator()).type == ResourceType::style) top = initiator();
  const FoundResource& found = fetcher_->found(top);
  if (!found.blocks_parser && !found.blocks_render) return;
  for (const auto& frame : frames_) {
    if (frame->row() != initiator()) continue;
    frame->parser_delay =
        std::max(frame->parser_delay, fetcher_->delay(row) + waited - fetcher_->delay(frame->row()));
  }
}

/// The page is styled anew without it, for a page full of such fonts not without end.
void PageLoad::note_font(std::size_t row, const ResourceAnswer& answer) {
  if (is_font(fetcher_->resource(row), answer) || arrived_.failed_fonts().size() >= kMostFailedFonts) return;
  arrived_.lose_font(fetcher_->asked_url(row));
  lost_fonts_delay_ = std::max(lost_fonts_delay_, fetcher_->delay(row));
}

void PageLoad::read_sheet(std::size_t row, ResourceAnswer& answer) {
  if (held_ > kMostHeld) {
    note_left_out("styles");
    arrived_.settle(row, fetcher_->ended(row));
    return go_on();
  }
  ++sheets_being_read_;
  engine_.analyst().read(
      [this, row, &reader = engine_.analyst().reader(), text = std::move(answer.body),
       type = answer.headers.first("content-type").value_or(""),
       url = fetcher_->final_url(row)]() -> Analyst::Deliver {
        return [this, row, sheet = reader.sheet(text, type, url)](microseconds waited) {
          --sheets_being_read_;
          take_sheet(row, sheet, waited);
        };
      },
      alive_);
}

void PageLoad::take_sheet(std::size_t row, const StyleSheet& sheet, microseconds waited) {
  sheets_waited_[row] = waited;
  note_late(row, waited);
  held_ += sheet.bytes_held();
  if (sheet.capped()) note_left_out("styles");
  if (held_ > kMostHeld) {
    note_left_out("styles");
    arrived_.settle(row, fetcher_->ended(row));
  } else {
    arrived_.add_sheet(row, {sheet, ask_for_imported(sheet, row, waited)}, fetcher_->ended(row));
  }
  go_on();
}

void PageLoad::open_frame(std::size_t row, ResourceAnswer& answer) {
  const auto initiator = fetcher_->resource(row).initiator;
  const auto parent = std::ranges::find_if(
      frames_, [&](const auto& frame) { return initiator && frame->row() == *initiator; });
  if (parent == frames_.end() || answer.body.empty()) return;
  std::string type = answer.headers.first("content-type").value_or("");
  if (!is_html(type) || !may_open_frame(**parent, answer.body.size())) return;
  auto frame = std::make_unique<PageFrame>(row, (*parent)->depth() + 1, arrived_);
  frame->url = fetcher_->final_url(row);
  frame->content_type = std::move(type);
  frame->markup = std::move(answer.body);
  frame->whole = true;
  frame->ended = fetcher_->ended(row);
  frames_.push_back(std::move(frame));
}

/// They have no row of their own: nothing is fetched for them, only by them.
void PageLoad::open_inline_frames(PageFrame& parent) {
  while (const auto* found = parent.take_frame()) {
    if (!may_open_frame(parent, found->markup.size())) continue;
    auto frame = std::make_unique<PageFrame>(parent.row(), parent.depth() + 1, arrived_);
    frame->delay = parent.delay;  // they have its row
    frame->url = parent.content()->found.base;
    frame->content_type = "text/html; charset=utf-8";
    frame->markup = found->markup;
    frame->whole = true;
    frame->ended = parent.ended;
    frames_.push_back(std::move(frame));
  }
}

/// Counts it in if so.
bool PageLoad::may_open_frame(const PageFrame& parent, std::size_t bytes) {
  const bool may = parent.depth() < kDeepestFrame && frames_.size() <= kMostFrames &&
                   frame_bytes_ + bytes <= kMostFrameBytes && held_ <= kMostHeld;
  if (may) {
    frame_bytes_ += bytes;
  } else {
    note_left_out("frames");
  }
  return may;
}

// ---- The end
// -----------------------------------------------------------------------------------------------------

bool PageLoad::is_over() const {
  if (!measured_ || sheets_being_read_ > 0 || !fetcher_->is_idle()) return false;
  const auto last = fetcher_->last();
  const SteadyTime document = frames_.front()->ended;
  const SteadyTime loaded = last ? std::max(last->ended, document) : document;
  return std::ranges::all_of(frames_, [&](const auto& frame) { return frame->is_settled(loaded); });
}

void PageLoad::finish() {
  if (ended_) return;
  ended_ = true;
  deadline_.cancel();
  if (fetcher_) {
    last_ = fetcher_->last();  // what is given up now, the page was loaded without
    fetcher_->give_up("the page was loaded without it");
  }
  Measurement measurement = std::move(*measured_);
  measurement.sample.engine = EngineKind::network;
  if (fetcher_) fill_page(measurement);
  boost::asio::post(engine_.io(),
                    [this, alive = std::weak_ptr(alive_), measurement = std::move(measurement)]() mutable {
                      if (alive.expired()) return;
                      const Done done = std::move(done_);
                      done(std::move(measurement));  // destroys this
                    });
}

void PageLoad::fill_page(Measurement& measurement) const {
  Sample& sample = measurement.sample;
  PageVisit visit;
  visit.resources = fetcher_->rows();
  PageResource& document = visit.resources.front();
  document.url = sample.final_url;
  document.type = ResourceType::document;
  document.outcome = sample.outcome;
  document.detail = sample.detail;
  document.started = sample.hop_started.value_or(microseconds(0));
  document.timings = sample.timings;
  document.status = sample.http_status;
  document.http_version = sample.http_version;
  document.content_type = printable(document_->document().result().content_type, 100);
  document.remote_ip = sample.remote_ip;
  document.redirects = static_cast<std::uint32_t>(sample.redirects.size());
  document.bytes_wire = sample.bytes_wire.value_or(0);
  document.bytes_body = sample.bytes_body.value_or(0);

  sample.requests = sample.requests.value_or(0) + fetcher_->requests();
  sample.requests_failed = fetcher_->failed();
  sample.bytes_wire = sample.bytes_wire.value_or(0) + fetcher_->bytes_received();
  measurement.bytes_sent += fetcher_->bytes_sent();
  measurement.bytes_received += fetcher_->bytes_received();
  sample.page_capped = capped();
  fill_instrument(sample);
  if (sample.outcome == Outcome::ok) judge(sample);
  measurement.page = std::move(visit);
}

void PageLoad::judge(Sample& sample) const {
  const auto& content = frames_.front()->content();
  if (content && content->whole) {
    sample.needs_browser = content->needs_browser;
    sample.emc_level = content->emc.level;
    sample.emc_site_id = content->emc.site_id;
  }
  if (timed_out_) {
    const auto late = fetcher_->given_up();
    sample.outcome = Outcome::timed_out;
    sample.side = side_of(sample.outcome);
    sample.censored_after = document_->times().since_start(document_->times().deadline());
    sample.detail = late ? fmt::format("not loaded within the time limit: {} had not arrived",
                                       fetcher_->resource(*late).url)
                         : std::string("the page was not loaded within the time limit");
    return;
  }
  sample.network_load = sample.timings.done;
  const auto& last = last_;
  if (last && sample.network_load)
    sample.network_load = std::max(*sample.network_load, document_->times().since_start(last->ended));
}

/// The document's measurement has told of the time until it ended.
void PageLoad::fill_instrument(Sample& sample) const {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (sample.error && last_) *sample.error += last_->delay;
  sample.loop_lag = engine_.lag().longest_since(measured_started_, now);
  const HostDelays delays = delays_.total(engine_.host().read(now));
  const auto add = [](std::optional<microseconds>& sum, const std::optional<microseconds>& more) {
    if (sum && more) *sum += *more;
  };
  add(sample.run_delay, delays.run_delay);
  add(sample.throttled, delays.throttled);
  add(sample.stolen, delays.stolen);
}

void PageLoad::note_left_out(const char* what) { left_out_.emplace(what); }

std::string PageLoad::capped() const {
  std::vector<std::string> all = fetcher_->capped();
  std::set<std::string> read = left_out_;
  for (const auto& frame : frames_) {
    if (frame->content() && frame->content()->capped) read.emplace("markup");
  }
  all.insert(all.end(), read.begin(), read.end());
  return fmt::format("{}", fmt::join(all, ","));
}

}  // namespace portalprobe
