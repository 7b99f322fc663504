#include "probe/browser/request_log.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "probe/ascii.hpp"
#include "probe/browser/json_values.hpp"
#include "probe/browser/net_errors.hpp"
#include "probe/browser/protocol_time.hpp"
#include "probe/printable.hpp"

namespace portalprobe {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostUrl = 2048;
constexpr std::size_t kMostDetail = 200;
constexpr std::size_t kMostHops = 30;  // Chromium follows 20
constexpr std::size_t kMostDocuments = 20;
constexpr std::size_t kMostUrls = 2 * RequestLog::kMostRows;  // asked for or led to
constexpr std::size_t kMostSentEarly = 1'000;
constexpr std::size_t kMostLeftOutInFlight = 20'000;
constexpr std::size_t kMostFrames = 50;                      // of a stack of calls
constexpr std::size_t kMostStacks = 8;                       // behind each other
constexpr std::uint64_t kMostBytes = 1'000'000'000'000'000;  // stores take signed numbers

/// As rows have it: without credentials and fragment, on one line.
std::string plain_url(std::string_view url) {
  url = url.substr(0, std::min(url.find('#'), std::size_t{4} * kMostUrl));
  const auto begin = url.find("://");
  if (begin == std::string_view::npos) return printable(url, kMostUrl);
  const auto authority = url.substr(begin + 3, url.find_first_of("/?", begin + 3) - (begin + 3));
  const auto at = authority.rfind('@');
  if (at == std::string_view::npos) return printable(url, kMostUrl);
  std::string plain(url.substr(0, begin + 3));
  plain += url.substr(begin + 3 + at + 1);
  return printable(plain, kMostUrl);
}

bool begins_with(std::string_view url, std::string_view scheme) {
  return ascii::lower(url.substr(0, scheme.size())) == scheme;
}

bool is_fetched(std::string_view url) { return begins_with(url, "http://") || begins_with(url, "https://"); }
bool is_socket(std::string_view url) { return begins_with(url, "ws://") || begins_with(url, "wss://"); }
bool is_tls(std::string_view url) { return begins_with(url, "https://") || begins_with(url, "wss://"); }

ResourceType type_from(std::string_view name) {
  constexpr std::pair<std::string_view, ResourceType> kTypes[] = {
      {"Document", ResourceType::frame}, {"Stylesheet", ResourceType::style},
      {"Script", ResourceType::script},  {"Image", ResourceType::image},
      {"Font", ResourceType::font},      {"Media", ResourceType::media},
      {"TextTrack", ResourceType::media}};
  const auto* type = std::ranges::find(kTypes, name, &std::pair<std::string_view, ResourceType>::first);
  return type == std::end(kTypes) ? ResourceType::other : type->second;
}

std::string version_from(std::string_view protocol) {
  constexpr std::pair<std::string_view, std::string_view> kVersions[] = {
      {"http/1.0", "1.0"}, {"http/1.1", "1.1"}, {"h2", "2"}, {"h3", "3"}};
  const auto* version =
      std::ranges::find(kVersions, protocol, &std::pair<std::string_view, std::string_view>::first);
  return std::string(version == std::end(kVersions) ? std::string_view() : version->second);
}

std::vector<std::pair<std::string, std::string>> fields_of(const Json& headers) {
  constexpr std::size_t kMostName = 200;
  constexpr std::size_t kMostValue = 1024;
  std::vector<std::pair<std::string, std::string>> fields;
  if (!headers.is_object()) return fields;
  for (const auto& [name, value] : headers.items()) {
    if (fields.size() == DocumentAnswer::kMostFields) break;
    if (name.size() <= kMostName && value.is_string())
      fields.emplace_back(ascii::lower(name), json::text(value).substr(0, kMostValue));
  }
  return fields;
}

/// The value of a header; if it was sent more than once, all of them.
std::string_view header(const Json& response, std::string_view name) {
  const Json& headers = json::at(response, "headers");
  if (!headers.is_object()) return {};
  for (const auto& [key, value] : headers.items()) {
    if (key.size() == name.size() && ascii::lower(key) == name) return json::text(value);
  }
  return {};
}

std::optional<int> status_from(const Json& value) {
  const auto status = json::number_within(value, 100, 999);
  return status ? std::optional(static_cast<int>(*status)) : std::nullopt;
}

std::uint64_t bytes_at(const Json& object, const char* key) {
  const auto most = static_cast<double>(kMostBytes);
  return static_cast<std::uint64_t>(json::number_within(json::at(object, key), 0, most).value_or(0));
}

std::uint64_t sum(std::uint64_t a, std::uint64_t b) { return std::min(a + b, kMostBytes); }

std::string without_brackets(std::string_view address) {
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  return printable(address, 64);
}

/// Seconds since 1970.
std::optional<WallTime> wall_time_from(const Json& value) {
  constexpr double kMostSeconds = 253'402'300'799;  // the year 9999
  const auto seconds = json::number_within(value, 1, kMostSeconds);
  if (!seconds) return std::nullopt;
  return WallTime(microseconds(std::llround(*seconds * 1e6)));
}

/// The status in place of 101, which the browser tells in words alone.
std::optional<int> refused_handshake(std::string_view message) {
  constexpr std::string_view kWords = "response code: ";
  const auto at = message.find(kWords);
  if (at == std::string_view::npos) return std::nullopt;
  const auto status = ascii::read_number<int>(message.substr(at + kWords.size(), 3));
  return status && *status >= 100 ? status : std::nullopt;
}

/// `TLS 1.3` as OpenSSL writes it.
std::string tls_version_from(std::string_view protocol) {
  if (!protocol.starts_with("TLS ")) return printable(protocol, 20);
  return printable("TLSv" + std::string(protocol.substr(4)), 20);
}

}  // namespace

RequestLog::RequestLog(std::string main_frame) : main_frame_(std::move(main_frame)) {}

void RequestLog::take(std::string_view method, const Json& params) {
  struct Step {
    std::string_view event;
    void (RequestLog::*take)(const Json&);
  };
  static constexpr Step kSteps[] = {
      {"Network.requestWillBeSent", &RequestLog::on_request},
      {"Network.requestWillBeSentExtraInfo", &RequestLog::on_request_sent},
      {"Network.responseReceived", &RequestLog::on_response},
      {"Network.dataReceived", &RequestLog::on_data},
      {"Network.loadingFinished", &RequestLog::on_finished},
      {"Network.loadingFailed", &RequestLog::on_failed},
      {"Network.requestServedFromCache", &RequestLog::on_from_cache},
      {"Network.resourceChangedPriority", &RequestLog::on_priority},
      {"Network.webSocketCreated", &RequestLog::on_socket},
      {"Network.webSocketWillSendHandshakeRequest", &RequestLog::on_handshake_sent},
      {"Network.webSocketHandshakeResponseReceived", &RequestLog::on_handshake},
      {"Network.webSocketFrameError", &RequestLog::on_socket_error},
      {"Network.webSocketClosed", &RequestLog::on_socket_closed},
  };
  const auto* step = std::ranges::find(kSteps, method, &Step::event);
  if (step != std::end(kSteps)) (this->*step->take)(params);
}

// ---- What is asked for

void RequestLog::on_request(const Json& params) {
  const Json& request = json::at(params, "request");
  const std::string_view url = json::text_at(request, "url");
  if (Row* known = find(params)) {
    const Json& response = json::at(params, "redirectResponse");
    if (response.is_object()) redirect(*known, params, response);
    return;
  }
  if (!is_fetched(url)) return;
  const std::string_view type = json::text_at(params, "type");
  const std::string_view frame = json::text_at(params, "frameId");
  if (type == "Document" && main_frame_.empty()) main_frame_ = frame.substr(0, kMostId);
  const bool is_main = type == "Document" && frame == main_frame_;
  Row* row = begin_row(params, url, is_main ? kMostRows + kMostDocuments : kMostRows);
  if (row == nullptr) {
    if (type != "EventSource") leave_out(params);
    return;
  }
  row->resource.type = type_from(type);
  row->is_in_main_frame = frame == main_frame_;
  row->is_get = json::text_at(request, "method") == "GET";
  row->is_stream = type == "EventSource";
  set_in_flight(*row, !row->is_stream);
  set_urgent(*row, json::text_at(request, "initialPriority"));
  if (!is_main) return;
  row->is_main = true;
  row->resource.type = ResourceType::document;
  row->resource.initiator.reset();
  begin_document(rows_.size() - 1, params);
}

RequestLog::Row* RequestLog::begin_row(const Json& params, std::string_view url, std::size_t most) {
  const std::string id(json::text_at(params, "requestId").substr(0, kMostId + 1));
  if (id.empty() || id.size() > kMostId || by_id_.contains(id)) return nullptr;
  if (rows_.size() >= most) {
    if (left_out_ < std::numeric_limits<std::uint32_t>::max() / 2) ++left_out_;
    return nullptr;
  }
  const std::size_t place = rows_.size();
  Row& row = rows_.emplace_back();
  row.resource.url = plain_url(url);
  row.asked = row.resource.url;
  row.found = time_of(params);
  by_id_.emplace(id, place);
  row.hops_sent = sent_early_.erase(id) > 0 ? 1 : 0;
  row.resource.initiator = initiator(params, place);
  by_url_.emplace(row.asked, place);
  return &row;
}

/// The page is not quiet while they are under way, whether there is a row or not.
void RequestLog::leave_out(const Json& params) {
  const std::string_view id = json::text_at(params, "requestId");
  if (id.empty() || id.size() > kMostId || left_out_in_flight_.size() >= kMostLeftOutInFlight) return;
  if (left_out_in_flight_.emplace(id).second) ++in_flight_;
}

void RequestLog::end_left_out(const Json& params) {
  const std::string_view id = json::text_at(params, "requestId");
  if (id.size() > kMostId || left_out_in_flight_.erase(std::string(id)) == 0) return;
  --in_flight_;
  left_out_bytes_ = sum(left_out_bytes_, bytes_at(params, "encodedDataLength"));
}

/// Where one request led to before it was answered for good.
void RequestLog::redirect(Row& row, const Json& params, const Json& response) {
  if (row.has_ended) return;
  const RequestMarks marks = request_marks_from(json::at(response, "timing"));
  if (!row.started) row.started = marks.started;
  // The browser's own doing (HSTS): nothing was sent.
  const bool is_internal = !header(response, "non-authoritative-reason").empty();
  if (Document* document = document_of(row); document != nullptr && !is_internal) {
    if (document->hops.size() < kMostHops)
      document->hops.push_back({row.asked, status_from(json::at(response, "status")).value_or(0), marks});
    RequestMarks& hop = document->hops.back().marks;
    if (!hop.done) set_done(hop, time_of(params));
  }
  if (!is_internal) ++row.resource.redirects;
  row.wire_before = sum(row.wire_before, bytes_at(response, "encodedDataLength"));
  row.resource.bytes_wire = row.wire_before;
  row.resource.bytes_body = 0;
  row.marks = {};
  row.asked = plain_url(json::text_at(json::at(params, "request"), "url"));
  row.was_answered = false;
  if (by_url_.size() < kMostUrls) by_url_.emplace(row.asked, static_cast<std::size_t>(&row - rows_.data()));
}

void RequestLog::begin_document(std::size_t row, const Json& params) {
  if (documents_.empty()) begun_wall_ = wall_time_from(json::at(params, "wallTime"));
  // A page that goes from one to the next: its first and the last ones are kept.
  if (documents_.size() == kMostDocuments) documents_.erase(documents_.begin() + 1);
  Document& document = documents_.emplace_back();
  document.row = row;
  document.request_id = json::text_at(params, "requestId");
}

RequestLog::Document* RequestLog::document_of(const Row& row) {
  if (!row.is_main) return nullptr;
  const auto place = static_cast<std::size_t>(&row - rows_.data());
  const auto it = std::ranges::find(documents_, place, &Document::row);
  return it == documents_.end() ? nullptr : &*it;
}

void RequestLog::on_request_sent(const Json& params) {
  if (Row* row = find(params)) {
    // Of its next hop this may be told before that hop is.
    row->hops_sent = std::min(row->hops_sent + 1, row->resource.redirects + 2);
    return;
  }
  const std::string_view id = json::text_at(params, "requestId");
  if (id.size() <= kMostId && sent_early_.size() < kMostSentEarly) sent_early_.emplace(id);
}

std::optional<std::uint32_t> RequestLog::row_of_url(std::string_view url, std::size_t own) const {
  if (url.empty()) return std::nullopt;
  const auto it = by_url_.find(plain_url(url));
  if (it == by_url_.end() || it->second >= own) return std::nullopt;
  return static_cast<std::uint32_t>(it->second);
}

/// Who made the browser ask: the document or sheet that names it, the script that is running, or who had that
/// one run; else the document it is for.
std::optional<std::uint32_t> RequestLog::initiator(const Json& params, std::size_t own) const {
  const Json& initiator = json::at(params, "initiator");
  if (const auto row = row_of_url(json::text_at(initiator, "url"), own)) return row;
  const Json* stack = &json::at(initiator, "stack");
  for (std::size_t depth = 0; depth < kMostStacks && stack->is_object(); ++depth) {
    const Json& frames = json::at(*stack, "callFrames");
    for (std::size_t i = 0; i < kMostFrames && !json::element(frames, i).is_null(); ++i) {
      if (const auto row = row_of_url(json::text_at(json::element(frames, i), "url"), own)) return row;
    }
    stack = &json::at(*stack, "parent");
  }
  const auto cause = by_id_.find(std::string(json::text_at(initiator, "requestId").substr(0, kMostId)));
  if (cause != by_id_.end() && cause->second < own) return static_cast<std::uint32_t>(cause->second);
  if (const auto row = row_of_url(json::text_at(params, "documentURL"), own)) return row;
  if (documents_.empty()) return std::nullopt;
  return static_cast<std::uint32_t>(documents_.front().row);
}

// ---- What comes back

void RequestLog::on_response(const Json& params) {
  Row* row = find(params);
  if (row == nullptr || row->has_ended) return;
  time_of(params);
  const Json& response = json::at(params, "response");
  row->was_answered = true;
  fill(*row, response);
  if (row->resource.type == ResourceType::other)
    row->resource.type = type_from(json::text_at(params, "type"));
  if (Document* document = document_of(*row)) fill(*document, response);
}

void RequestLog::fill(Row& row, const Json& response) {
  PageResource& resource = row.resource;
  resource.status = status_from(json::at(response, "status"));
  resource.http_version = version_from(json::text_at(response, "protocol"));
  std::string_view type = header(response, "content-type");
  if (type.empty()) type = json::text_at(response, "mimeType");
  resource.content_type = printable(type, 100);
  resource.remote_ip = without_brackets(json::text_at(response, "remoteIPAddress"));
  resource.bytes_wire = sum(row.wire_before, bytes_at(response, "encodedDataLength"));
  row.marks = request_marks_from(json::at(response, "timing"));
  if (!row.started) row.started = row.marks.started;
  row.is_from_cache = row.is_from_cache || json::is_true(json::at(response, "fromDiskCache")) ||
                      json::is_true(json::at(response, "fromPrefetchCache"));
}

void RequestLog::fill(Document& document, const Json& response) {
  document.header = fields_of(json::at(response, "headers"));
  document.server_timing = printable(header(response, "server-timing"), 1024);
  document.age_s = ascii::read_number<std::uint32_t>(ascii::trim(header(response, "age")));
  const Json& security = json::at(response, "securityDetails");
  document.tls_version = tls_version_from(json::text_at(security, "protocol"));
  document.tls_cipher = printable(json::text_at(security, "cipher"), 60);
  document.certificate_not_after = wall_time_from(json::at(security, "validTo"));
}

void RequestLog::on_data(const Json& params) {
  Row* row = find(params);
  if (row == nullptr || row->has_ended) return;
  PageResource& resource = row->resource;
  resource.bytes_body = sum(resource.bytes_body, bytes_at(params, "dataLength"));
  resource.bytes_wire = sum(resource.bytes_wire, bytes_at(params, "encodedDataLength"));
}

void RequestLog::on_finished(const Json& params) {
  Row* row = find(params);
  if (row == nullptr) return end_left_out(params);
  if (row->has_ended) return;
  set_done(row->marks, time_of(params));
  if (const auto bytes = bytes_at(params, "encodedDataLength"); bytes > 0)
    row->resource.bytes_wire = sum(row->wire_before, bytes);
  const int status = row->resource.status.value_or(0);
  if (status < 400) return end(*row, Outcome::ok, "");
  end(*row, status < 500 ? Outcome::http_client_error : Outcome::http_server_error,
      fmt::format("status {}", status));
}

void RequestLog::on_failed(const Json& params) {
  Row* row = find(params);
  if (row == nullptr) return end_left_out(params);
  if (row->has_ended) return;
  set_done(row->marks, time_of(params));
  fail(*row, params);
}

void RequestLog::fail(Row& row, const Json& params) {
  const std::string_view error = json::text_at(params, "errorText");
  const std::string_view blocked = json::text_at(params, "blockedReason");
  const std::string_view cors = json::text_at(json::at(params, "corsErrorStatus"), "corsError");
  if (!blocked.empty()) {
    const Outcome outcome = outcome_of_blocking(blocked);
    row.was_blocked = outcome == Outcome::cancelled;
    row.was_refused = blocked == "inspector";
    return end(row, outcome, fmt::format("blocked by the browser: {}", printable(blocked, kMostDetail)));
  }
  if (!cors.empty())
    return end(row, Outcome::content_unexpected,
               fmt::format("kept from the page by CORS: {}", printable(cors, kMostDetail)));
  if (json::is_true(json::at(params, "canceled")))
    return end(row, Outcome::cancelled, "given up by the page");
  RequestReached reached = row.was_sent() ? RequestReached::sent : RequestReached::nothing;
  if (row.was_answered) reached = RequestReached::answered;
  const Outcome outcome = outcome_of_net_error(error, reached, is_tls(row.asked));
  row.was_blocked = reached == RequestReached::nothing &&
                    (outcome == Outcome::cancelled || outcome == Outcome::redirect_refused);
  // What our guard beneath the browser says.
  row.was_refused = error.find("ERR_NETWORK_ACCESS_DENIED") != std::string_view::npos;
  end(row, outcome, printable(error.empty() ? "the browser does not say why" : error, kMostDetail));
}

void RequestLog::on_from_cache(const Json& params) {
  if (Row* row = find(params)) row->is_from_cache = true;
}

void RequestLog::on_priority(const Json& params) {
  if (Row* row = find(params)) set_urgent(*row, json::text_at(params, "newPriority"));
}

// ---- WebSocket: a handshake, and then nothing that is counted

void RequestLog::on_socket(const Json& params) {
  const std::string_view url = json::text_at(params, "url");
  if (!is_socket(url) || find(params) != nullptr) return;
  if (Row* row = begin_row(params, url)) row->is_stream = true;
}

void RequestLog::on_handshake_sent(const Json& params) {
  Row* row = find(params);
  if (row == nullptr || row->has_ended || row->started) return;
  row->started = row->marks.started = time_of(params);
  row->hops_sent = 1;
}

void RequestLog::on_handshake(const Json& params) {
  Row* row = find(params);
  if (row == nullptr || row->has_ended || !row->is_stream) return;
  row->was_answered = true;
  row->resource.status = status_from(json::at(json::at(params, "response"), "status"));
  row->resource.http_version = "1.1";
  set_done(row->marks, time_of(params));
  row->marks.first_byte = row->marks.done;
  const int status = row->resource.status.value_or(0);
  if (status == 101 || status == 200) end(*row, Outcome::ok, "");
}

void RequestLog::on_socket_error(const Json& params) {
  Row* row = find(params);
  if (row == nullptr || row->has_ended || !row->is_stream) return;
  set_done(row->marks, time_of(params));
  const std::string_view error = json::text_at(params, "errorMessage");
  if (!row->resource.status) row->resource.status = refused_handshake(error);
  const int status = row->resource.status.value_or(0);
  if (status >= 400)
    return end(*row, status < 500 ? Outcome::http_client_error : Outcome::http_server_error,
               fmt::format("status {}", status));
  end(*row, outcome_of_net_error(error, RequestReached::nothing, is_tls(row->asked)),
      printable(error, kMostDetail));
}

void RequestLog::on_socket_closed(const Json& params) {
  Row* row = find(params);
  if (row == nullptr || row->has_ended || !row->is_stream) return;
  set_done(row->marks, time_of(params));
  end(*row, Outcome::cancelled, "given up by the page");
}

// ---- What is known of a row

RequestLog::Row* RequestLog::find(const Json& params) {
  const std::string_view id = json::text_at(params, "requestId");
  if (id.empty() || id.size() > kMostId) return nullptr;
  const auto it = by_id_.find(std::string(id));
  return it == by_id_.end() ? nullptr : &rows_[it->second];
}

void RequestLog::end(Row& row, Outcome outcome, std::string detail) {
  set_in_flight(row, false);
  row.has_ended = true;
  row.resource.outcome = outcome;
  row.resource.detail = std::move(detail);
}

void RequestLog::set_in_flight(Row& row, bool is_in_flight) {
  if (row.is_in_flight == is_in_flight) return;
  row.is_in_flight = is_in_flight;
  const auto count = [is_in_flight](std::size_t& number) { is_in_flight ? ++number : --number; };
  count(in_flight_);
  if (row.is_urgent) count(urgent_);
}

void RequestLog::set_urgent(Row& row, std::string_view priority) {
  const bool is_urgent = row.is_in_main_frame && (priority == "High" || priority == "VeryHigh");
  if (row.is_urgent == is_urgent) return;
  row.is_urgent = is_urgent;
  if (row.is_in_flight) is_urgent ? ++urgent_ : --urgent_;
}

/// Now, as the browser tells; where it does not, the latest moment that it has told of.
SteadyTime RequestLog::time_of(const Json& params) {
  const auto seconds =
      json::number_within(json::at(params, "timestamp"), 0, std::numeric_limits<double>::max());
  const auto time = seconds ? steady_time_from(*seconds) : std::nullopt;
  if (!time) return latest_;
  latest_ = std::max(latest_, *time);
  return *time;
}

bool RequestLog::is_listed(const Row& row) const {
  return !row.is_from_cache || row.resource.bytes_wire > 0 || row.is_main;
}

PageResource RequestLog::told(const Row& row, SteadyTime zero) const {
  PageResource resource = row.resource;
  resource.found = since(zero, row.found);
  if (row.started) resource.started = since(zero, *row.started);
  // Without an answer the browser does not tell when it was taken up.
  if (!row.started && !row.was_blocked && (row.has_ended || row.was_sent()))
    resource.started = resource.found;
  resource.timings = timings_since(zero, row.marks);
  if (!row.has_ended && !(row.is_stream && row.was_answered)) {
    resource.outcome = Outcome::cancelled;
    resource.detail = "not complete when the visit ended";
  }
  return resource;
}

// ---- What is told in the end

std::optional<SteadyTime> RequestLog::begun() const {
  if (documents_.empty()) return std::nullopt;
  return rows_[documents_.front().row].found;
}

PageVisit RequestLog::visit(SteadyTime zero) const {
  if (documents_.empty()) return {};
  const std::size_t document = documents_.front().row;
  std::vector<std::optional<std::uint32_t>> places(rows_.size());
  PageVisit visit;
  const auto list = [&](std::size_t row) {
    places[row] = static_cast<std::uint32_t>(visit.resources.size());
    visit.resources.push_back(told(rows_[row], zero));
  };
  list(document);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (row != document && is_listed(rows_[row])) list(row);
  }
  for (auto& resource : visit.resources) {
    if (resource.initiator) resource.initiator = places[*resource.initiator];
  }
  return visit;
}

/// A page may ask for more documents than it shows: of an answer without a page (204) none is made.
const RequestLog::Document& RequestLog::shown_document() const {
  const auto shown = std::ranges::find(documents_, shown_, &Document::request_id);
  if (!shown_.empty() && shown != documents_.end()) return *shown;
  const auto answered = std::find_if(documents_.rbegin(), documents_.rend(), [this](const Document& one) {
    return rows_[one.row].was_answered && rows_[one.row].resource.outcome != Outcome::cancelled;
  });
  return answered == documents_.rend() ? documents_.back() : *answered;
}

std::optional<DocumentAnswer> RequestLog::document(SteadyTime zero) const {
  if (documents_.empty()) return std::nullopt;
  const Document& document = shown_document();
  const Row& row = rows_[document.row];
  PageResource resource = told(row, zero);
  DocumentAnswer answer;
  answer.outcome = resource.outcome;
  answer.detail = std::move(resource.detail);
  answer.url = row.asked;
  answer.request_id = document.request_id;
  answer.was_refused = row.was_refused;
  for (const Hop& hop : document.hops) {
    const microseconds started = hop.marks.started ? since(zero, *hop.marks.started) : resource.found;
    answer.redirects.push_back({hop.url, hop.status, started, timings_since(zero, hop.marks)});
  }
  if (!document.hops.empty() && row.marks.started) answer.hop_started = since(zero, *row.marks.started);
  answer.timings = resource.timings;
  answer.status = resource.status;
  answer.http_version = std::move(resource.http_version);
  answer.content_type = std::move(resource.content_type);
  answer.header = document.header;
  answer.remote_ip = std::move(resource.remote_ip);
  answer.server_timing = document.server_timing;
  answer.age_s = document.age_s;
  answer.tls_version = document.tls_version;
  answer.tls_cipher = document.tls_cipher;
  answer.certificate_not_after = document.certificate_not_after;
  answer.bytes_body = resource.bytes_body;
  return answer;
}

std::vector<Period> RequestLog::loads(SteadyTime zero) const {
  std::vector<Period> loads;
  for (const Row& row : rows_) {
    if (!row.is_get || row.is_stream || !row.has_ended || row.resource.outcome != Outcome::ok ||
        !row.marks.done)
      continue;
    loads.push_back({since(zero, row.started.value_or(row.found)), since(zero, *row.marks.done)});
  }
  return loads;
}

std::size_t RequestLog::streams() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(rows_, [](const Row& row) { return row.is_stream && !row.has_ended; }));
}

std::uint32_t RequestLog::requests() const {
  return std::accumulate(rows_.begin(), rows_.end(), left_out_, [this](std::uint32_t sum, const Row& row) {
    return !is_listed(row) || row.was_blocked ? sum : sum + 1 + row.resource.redirects;
  });
}

std::uint32_t RequestLog::failed() const {
  return static_cast<std::uint32_t>(std::ranges::count_if(rows_, [this](const Row& row) {
    return is_listed(row) && row.has_ended && row.resource.outcome != Outcome::ok &&
           row.resource.outcome != Outcome::cancelled;
  }));
}

std::uint64_t RequestLog::bytes_wire() const {
  return std::accumulate(rows_.begin(), rows_.end(), left_out_bytes_,
                         [](std::uint64_t sum, const Row& row) { return sum + row.resource.bytes_wire; });
}

}  // namespace portalprobe
