#include "probe/visit/resource_transfer.hpp"

#include <openssl/ssl.h>
#include <poll.h>

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include "probe/ascii.hpp"
#include "probe/tls_contexts.hpp"

namespace portalprobe {

using easy::info;
using easy::set;

namespace {

constexpr std::uint64_t kMaxHeaderBytes = 256U << 10U;

}  // namespace

bool stays_open(const std::string& http_version, int status, const HttpHeaders& headers) {
  if (http_version != "1.1") return false;
  if (ascii::lower(headers.find("connection").value_or("")).find("close") != std::string::npos) return false;
  // Without a length the answer ends with the connection.
  const bool has_body = status != 204 && status != 304;
  return !has_body || headers.first("content-length") || headers.first("transfer-encoding");
}

ResourceTransfer::ResourceTransfer(CurlLoop& loop, VisitSockets& sockets, const ResourceRequest& request,
                                   std::uint64_t& budget, Bound bound, Done done)
    : loop_(loop),
      sockets_(sockets),
      easy_(curl_easy_init()),
      on_bound_(std::move(bound)),
      done_(std::move(done)),
      trust_(request.trust),
      resumes_(request.tls_sessions != nullptr),
      max_body_(request.max_body),
      budget_(budget),
      keep_body_(request.keep_body) {
  if (!easy_) throw std::bad_alloc();
  set_options(request);
  answer_.started = std::chrono::steady_clock::now();
  loop.start(easy_.get(), [this, alive = std::weak_ptr(alive_)](CURLcode code, bool lost) {
    if (alive.expired()) return;  // its end was on its way when it was given up
    under_way_ = false;
    collect(code, lost);
    const Done told = std::move(done_);
    told();  // may destroy this
  });
}

ResourceTransfer::~ResourceTransfer() {
  if (under_way_) loop_.cancel(easy_.get());
}

void ResourceTransfer::set_options(const ResourceRequest& request) {
  CURL* const easy = easy_.get();
  answer_.end.tls = request.is_tls();
  lists_ = set_request(easy, request, &ResourceTransfer::on_ssl_context, this);
  set(easy, CURLOPT_STREAM_WEIGHT, static_cast<long>(request.weight));
  set(easy, CURLOPT_PIPEWAIT, request.shares_connection ? 1L : 0L);
  // Nobody looks into what is not kept: decoding scripts costs more than fetching them.
  set(easy, CURLOPT_HTTP_CONTENT_DECODING, request.keep_body ? 1L : 0L);
  for (const auto& cookie : request.cookies) set(easy, CURLOPT_COOKIELIST, cookie.c_str());

  sockets_.attach(easy);
  set(easy, CURLOPT_SOCKOPTFUNCTION, &ResourceTransfer::on_socket);
  set(easy, CURLOPT_SOCKOPTDATA, this);
  set(easy, CURLOPT_PREREQFUNCTION, &ResourceTransfer::on_prereq);
  set(easy, CURLOPT_PREREQDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, (&easy::give<ResourceTransfer, &ResourceTransfer::take_header>));
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_WRITEFUNCTION, (&easy::give<ResourceTransfer, &ResourceTransfer::take_body>));
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_ERRORBUFFER, message_.data());
}

void ResourceTransfer::give(const ResourceRequest& request, Done done) {
  // libcurl reads these when it writes the request.
  CURL* const easy = easy_.get();
  const auto path = request.url.find('/', request.url.find("://") + 3);
  const std::string target = path == std::string::npos ? "/" : request.url.substr(path);
  set(easy, CURLOPT_REQUEST_TARGET, target.substr(0, target.find('#')).c_str());
  auto lines = easy::make_list(request.header_lines);
  set(easy, CURLOPT_HTTPHEADER, lines.get());
  lists_.header_lines = std::move(lines);
  set(easy, CURLOPT_HTTP_CONTENT_DECODING, request.keep_body ? 1L : 0L);
  max_body_ = request.max_body;
  keep_body_ = request.keep_body;
  done_ = std::move(done);
  has_request_ = true;
  loop_.let_through(socket_);
}

bool ResourceTransfer::is_promising(microseconds most) const {
  if (!is_opening() || std::chrono::steady_clock::now() - answer_.started > most) return false;
  pollfd state{socket_, static_cast<short>(POLLRDHUP | (answer_.end.tls ? 0 : POLLIN)), 0};
  return poll(&state, 1, 0) == 0;
}

void ResourceTransfer::take_request(Done done) {
  done_ = std::move(done);
  has_request_ = false;
  // The server's first word in TLS is mostly its last: with our answer to that the request may go out.
  loop_.hold(socket_, answer_.end.tls ? CURL_POLL_IN : CURL_POLL_INOUT);
}

int ResourceTransfer::on_socket(void* self, curl_socket_t socket, curlsocktype) noexcept {
  static_cast<ResourceTransfer*>(self)->socket_ = socket;
  return CURL_SOCKOPT_OK;
}

int ResourceTransfer::on_prereq(void* self, char*, char*, int, int) noexcept {
  try {
    return static_cast<ResourceTransfer*>(self)->bind() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
  } catch (const std::exception&) {
    return CURL_PREREQFUNC_ABORT;
  }
}

bool ResourceTransfer::bind() {
  bound_ = true;
  if (!has_request_) return false;
  answer_.sent = std::chrono::steady_clock::now();
  curl_tlssessioninfo* tls = nullptr;
  if (curl_easy_getinfo(easy_.get(), CURLINFO_TLS_SSL_PTR, &tls) == CURLE_OK && tls && tls->internals &&
      answer_.end.tls) {
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(static_cast<const SSL*>(tls->internals), &name, &length);
    is_multiplexed_ = std::string_view(reinterpret_cast<const char*>(name), length) == "h2";
  }
  on_bound_();
  return true;
}

CURLcode ResourceTransfer::on_ssl_context(CURL*, void* context, void* self) noexcept {
  auto* const made = static_cast<SSL_CTX*>(context);
  tls_contexts::lend(made);
  const auto& transfer = *static_cast<ResourceTransfer*>(self);
  SSL_CTX_set1_cert_store(made, transfer.trust_);
  if (!transfer.resumes_) SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
  return CURLE_OK;
}

bool ResourceTransfer::take_header(std::string_view line) {
  header_bytes_ += line.size();
  last_ = sockets_.arrival();
  if (line.starts_with("HTTP/") || !answer_.first_byte) answer_.first_byte = last_.best();
  answer_.headers.add_line(line);
  headers_complete_ = line == "\r\n" || line == "\n";
  if (header_bytes_ <= kMaxHeaderBytes) return true;
  answer_.end.stopped = Stopped::headers_too_large;
  return false;
}

bool ResourceTransfer::take_body(std::string_view bytes) {
  last_ = sockets_.arrival();
  if (!answer_.first_byte) answer_.first_byte = last_.best();
  headers_complete_ = true;
  answer_.body_size += bytes.size();
  if (answer_.body_size > max_body_) {
    answer_.end.stopped = Stopped::body_too_large;
    return false;
  }
  if (bytes.size() > budget_) {
    answer_.over_budget = true;
    return false;
  }
  budget_ -= bytes.size();
  if (keep_body_) answer_.body.append(bytes);
  return true;
}

const ResourceAnswer& ResourceTransfer::answer_so_far() {
  if (under_way_) collect(CURLE_ABORTED_BY_CALLBACK, false);
  return answer_;
}

std::string ResourceTransfer::http_version() const {
  if (!answer_.first_byte) return {};
  return easy::version_name(info<long>(easy_.get(), CURLINFO_HTTP_VERSION));
}

std::optional<SteadyTime> ResourceTransfer::curl_mark(CURLINFO what) const {
  const auto after = info<curl_off_t>(easy_.get(), what);
  if (after <= 0) return std::nullopt;
  return answer_.started + microseconds(after);
}

void ResourceTransfer::collect(CURLcode code, bool lost) {
  CURL* const easy = easy_.get();
  answer_.status = static_cast<int>(info<long>(easy, CURLINFO_RESPONSE_CODE));
  answer_.http_version = http_version();
  if (info<long>(easy, CURLINFO_NUM_CONNECTS) > 0) {
    answer_.connected = curl_mark(CURLINFO_CONNECT_TIME_T);
    if (answer_.end.tls) answer_.secured = curl_mark(CURLINFO_APPCONNECT_TIME_T);
  }
  if (code == CURLE_OK) {
    if (!answer_.first_byte) last_ = Mark{std::chrono::steady_clock::now(), std::nullopt};
    answer_.done = last_.best();
    answer_.noticed_late = std::max(microseconds(0), to_microseconds(last_.ours - last_.best()));
  }
  const char* address = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address) == CURLE_OK && address)
    answer_.remote_ip = address;
  answer_.bytes_sent = static_cast<std::uint64_t>(info<long>(easy, CURLINFO_REQUEST_SIZE));
  answer_.bytes_received = static_cast<std::uint64_t>(info<long>(easy, CURLINFO_HEADER_SIZE)) +
                           static_cast<std::uint64_t>(info<curl_off_t>(easy, CURLINFO_SIZE_DOWNLOAD_T));

  TransferEnd& end = answer_.end;
  end.curl_code = lost ? static_cast<int>(CURLE_FAILED_INIT) : static_cast<int>(code);
  end.os_error = static_cast<int>(info<long>(easy, CURLINFO_OS_ERRNO));
  end.curl_message = message_.data();
  end.certificate.error = info<long>(easy, CURLINFO_SSL_VERIFYRESULT);
  if (answer_.connected) end.reached = Reached::connected;
  if (answer_.secured || (answer_.connected && !end.tls)) end.reached = Reached::secured;
  if (answer_.sent) end.reached = Reached::sent;
  if (answer_.first_byte) end.reached = Reached::answered;
  if (headers_complete_) end.reached = Reached::in_body;
}

}  // namespace portalprobe
