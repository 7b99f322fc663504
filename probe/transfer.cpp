#include "probe/transfer.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "probe/easy_handle.hpp"
#include "probe/page_text.hpp"

namespace portalprobe {

using easy::info;
using easy::set;

namespace {

/// An answer's header may be no larger. Browsers and servers draw their lines at 8 KiB to 256 KiB.
constexpr std::uint64_t kMaxHeaderBytes = 512U << 10U;
constexpr std::size_t kMaxHeaderLines = 4096;

bool is_interim_status(std::string_view line) {
  const auto space = line.find(' ');
  return space != std::string_view::npos && line.size() > space + 1 && line[space + 1] == '1';
}

}  // namespace

Transfer::Transfer(SocketLog& sockets, TlsLog& tls) : sockets_(sockets), tls_(tls), easy_(curl_easy_init()) {
  if (!easy_) throw std::bad_alloc();
  // Cookies in memory, for this measurement only. A line that holds no cookie starts libcurl's store of them;
  // the usual way, COOKIEFILE, leaks its file name when a transfer is broken off (7.88).
  set(easy_.get(), CURLOPT_COOKIELIST, "Set-Cookie:");
}

void Transfer::start(CurlLoop& loop, const TransferRequest& request, Done done) {
  reset();
  set_options(request);
  sockets_.begin_transfer();
  result_.started = std::chrono::steady_clock::now();
  loop.start(easy_.get(), [this, done = std::move(done)](CURLcode code, bool lost) {
    collect(code, lost);
    done();
  });
}

void Transfer::reset() {
  curl_easy_reset(easy_.get());  // keeps cookies
  result_ = {};
  message_[0] = '\0';
  headers_complete_ = false;
  interim_ = false;
  taken_ = {};
  header_bytes_ = 0;
  hash_.emplace();
}

void Transfer::set_options(const TransferRequest& request) {
  CURL* const easy = easy_.get();
  is_tls_ = request.is_tls();
  trust_ = request.trust;
  resumes_ = request.tls_sessions != nullptr;
  max_body_ = request.max_body;
  keep_connection_ = request.keep_connection;
  on_body_ = request.on_body;
  search_.emplace(request.contains);

  lists_ = set_request(easy, request, &Transfer::on_ssl_context, this);
  if (request.method == "HEAD") {
    set(easy, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }

  sockets_.attach(easy);
  set(easy, CURLOPT_PREREQFUNCTION, &Transfer::on_prereq);
  set(easy, CURLOPT_PREREQDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, (&easy::give<Transfer, &Transfer::take_header>));
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_WRITEFUNCTION, (&easy::give<Transfer, &Transfer::take_body>));
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_ERRORBUFFER, message_.data());
}

CURLcode Transfer::on_ssl_context(CURL*, void* context, void* self) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.tls_.attach(static_cast<SSL_CTX*>(context), transfer.trust_, transfer.resumes_);
  return CURLE_OK;
}

int Transfer::on_prereq(void* self, char*, char*, int, int local_port) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.sockets_.note_pending();
  transfer.sockets_.note_request(local_port);
  // The request is written next. It is our own act: the moment just before is honest, and early.
  transfer.result_.sent = Mark{std::chrono::steady_clock::now(), std::nullopt};
  return CURL_PREREQFUNC_OK;
}

void Transfer::note_taken() {
  const auto& record = sockets_.last_read();  // of TLS: the record was complete with it
  taken_ = is_tls_ && record ? *record : sockets_.read_now();
}

/// Without a length, the answer's end (a last chunk, an empty frame) may come after its last byte of content.
void Transfer::note_end() {
  if (result_.headers.first("content-length")) return;
  const auto last = is_tls_ ? sockets_.last_read() : sockets_.last_arrived();
  if (last && last->mark.best() > taken_.mark.best()) taken_ = *last;
}

void Transfer::note_answer() {
  Mark mark = taken_.mark;
  if (!is_tls_ && mark.kernels) mark.kernels = sockets_.first_arrival();
  result_.first_byte = after_sent(mark);
  if (mark.kernels && !result_.first_byte->kernels) {
    // It was there before we asked: who speaks first cannot be timed.
    result_.uncertain = std::chrono::seconds(1);
  }
  if (!result_.first_byte->kernels || !result_.sent) return;
  // It arrived after the request went out, whatever else we cannot tell.
  const microseconds most = to_microseconds(result_.first_byte->best() - result_.sent->ours);
  result_.uncertain = std::clamp(sockets_.merged_within(), microseconds(0), std::max(most, microseconds(0)));
}

/// Where the kernel stamps and yet did not stamp this one, only our own reading is left: what it tells of
/// came after the mark before it, and more is not known.
void Transfer::note_uncertain(const std::optional<Mark>& mark, const std::optional<Mark>& before) {
  if (!mark || mark->kernels || !before) return;
  result_.uncertain = std::max(result_.uncertain, to_microseconds(mark->ours - before->best()));
}

/// An answer that was read in the very turn in which the request was written came after we had asked the
/// kernel what was there: its stamp tells of something earlier, and our own reading is all there is.
Mark Transfer::after_sent(Mark mark) const {
  if (mark.kernels && result_.sent && *mark.kernels < result_.sent->ours) mark.kernels.reset();
  return mark;
}

bool Transfer::take_header(std::string_view line) {
  header_bytes_ += line.size();
  note_taken();
  const bool status_line = line.starts_with("HTTP/");
  // An interim answer (100, 103) is not the answer yet: the final one starts the clock anew.
  if (status_line || !result_.first_byte) {
    interim_ = status_line && is_interim_status(line);
    if (!interim_) note_answer();
    headers_complete_ = false;
  }
  result_.headers.add_line(line);
  if (line == "\r\n" || line == "\n") on_headers_end();
  if (header_bytes_ <= kMaxHeaderBytes && result_.headers.lines() <= kMaxHeaderLines) return true;
  result_.end.stopped = Stopped::headers_too_large;
  return false;
}

void Transfer::on_headers_end() {
  headers_complete_ = true;
  // Nothing follows this answer: libcurl closes the connection with the transfer, and the loop is free for
  // the next measurement. libcurl reads the option when the transfer ends.
  if (!interim_ && !keep_connection_ && !result_.headers.first("location")) {
    set(easy_.get(), CURLOPT_FORBID_REUSE, 1L);
  }
}

bool Transfer::take_body(std::string_view bytes) {
  note_taken();
  if (!result_.first_byte) note_answer();
  headers_complete_ = true;
  result_.body_size += bytes.size();
  if (result_.body_size > max_body_) {
    result_.end.stopped = Stopped::body_too_large;
    return false;
  }
  hash_->update(bytes);
  search_->feed(bytes);
  if (result_.head.size() < kMaxPageHead) {
    result_.head.append(bytes.substr(0, kMaxPageHead - result_.head.size()));
  }
  if (on_body_) on_body_(bytes);
  return true;
}

void Transfer::collect(CURLcode code, bool lost) {
  CURL* const easy = easy_.get();
  sockets_.refresh();
  result_.status = static_cast<int>(info<long>(easy, CURLINFO_RESPONSE_CODE));
  if (result_.first_byte) result_.http_version = http_version();
  result_.content_type = result_.headers.first("content-type").value_or("");
  result_.found = search_->found();
  result_.refused_new = sockets_.was_refused();
  result_.first_act = sockets_.first_act();
  result_.own_delay = sockets_.own_delay();
  result_.bytes_sent = static_cast<std::uint64_t>(info<long>(easy, CURLINFO_REQUEST_SIZE)) +
                       static_cast<std::uint64_t>(info<curl_off_t>(easy, CURLINFO_SIZE_UPLOAD_T));
  result_.bytes_received = static_cast<std::uint64_t>(info<long>(easy, CURLINFO_HEADER_SIZE)) +
                           static_cast<std::uint64_t>(info<curl_off_t>(easy, CURLINFO_SIZE_DOWNLOAD_T));

  const bool new_connection = info<long>(easy, CURLINFO_NUM_CONNECTS) > 0 || !result_.sent;
  collect_marks(new_connection, code == CURLE_OK);
  if (code == CURLE_OK) result_.body_sha256 = hash_->finish();

  TransferEnd& end = result_.end;
  end.curl_code = lost ? static_cast<int>(CURLE_FAILED_INIT) : static_cast<int>(code);
  end.os_error = static_cast<int>(info<long>(easy, CURLINFO_OS_ERRNO));
  if (sockets_.open_error() != 0) end.os_error = sockets_.open_error();  // libcurl 7.88 leaves it out
  end.tls = is_tls_;
  end.certificate = is_tls_ && new_connection ? tls_.handshake().certificate : CertificateFacts{};
  end.curl_message = message_.data();
  if (result_.connected) end.reached = Reached::connected;
  if (result_.connected && (!is_tls_ || result_.secured)) end.reached = Reached::secured;
  if (result_.sent) end.reached = Reached::sent;
  if (result_.first_byte) end.reached = Reached::answered;
  if (headers_complete_) end.reached = Reached::in_body;
}

void Transfer::collect_marks(bool new_connection, bool whole) {
  // Only what was opened for this transfer counts: an earlier hop's connection is that hop's.
  const SocketLog::Socket* socket = sockets_.used();
  if (new_connection && socket && socket->opened >= result_.started) {
    result_.connected = socket->connected;
    if (is_tls_) result_.secured = tls_.handshake().secured;
  }
  if (result_.first_byte && whole) {
    note_end();
    result_.done = after_sent(taken_.mark);
    result_.uncertain = std::max(result_.uncertain, taken_.within);
    if (result_.done->best() < result_.first_byte->best()) result_.done = result_.first_byte;
  }
  for (const auto* mark : {&result_.connected, &result_.secured, &result_.first_byte, &result_.done}) {
    result_.stamped = result_.stamped || (*mark && (*mark)->kernels);
  }
  if (!result_.stamped) return;
  note_uncertain(result_.secured, result_.connected);
  note_uncertain(result_.first_byte, result_.sent);
}

std::string Transfer::http_version() const {
  return easy::version_name(info<long>(easy_.get(), CURLINFO_HTTP_VERSION));
}

std::vector<std::string> Transfer::cookies() const {
  curl_slist* raw = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_COOKIELIST, &raw);
  const easy::List list(raw);
  std::vector<std::string> lines;
  for (const curl_slist* item = list.get(); item; item = item->next) lines.emplace_back(item->data);
  return lines;
}

std::string Transfer::cookie_state() const {
  std::string state;
  for (const auto& line : cookies()) state += line + '\n';
  return state.empty() ? state : sha256_hex(state);
}

}  // namespace portalprobe
