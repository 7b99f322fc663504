#include "probe/visit/resource_transfer.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "probe/tls_contexts.hpp"

namespace portalprobe {

using easy::info;
using easy::set;

namespace {

constexpr std::uint64_t kMaxHeaderBytes = 256U << 10U;

}  // namespace

ResourceTransfer::ResourceTransfer(CurlLoop& loop, VisitSockets& sockets, const ResourceRequest& request,
                                   std::uint64_t& budget, Done done)
    : loop_(loop),
      sockets_(sockets),
      easy_(curl_easy_init()),
      trust_(request.trust),
      max_body_(request.max_body),
      budget_(budget),
      keep_body_(request.keep_body) {
  if (!easy_) throw std::bad_alloc();
  set_options(request);
  answer_.started = std::chrono::steady_clock::now();
  loop.start(easy_.get(),
             [this, done = std::move(done), alive = std::weak_ptr(alive_)](CURLcode code, bool lost) {
               if (alive.expired()) return;  // its end was on its way when it was given up
               under_way_ = false;
               collect(code, lost);
               done();  // may destroy this
             });
}

ResourceTransfer::~ResourceTransfer() {
  if (under_way_) loop_.cancel(easy_.get());
}

void ResourceTransfer::set_options(const ResourceRequest& request) {
  CURL* const easy = easy_.get();
  const bool tls = request.url.starts_with("https:");
  answer_.end.tls = tls;
  set(easy, CURLOPT_URL, request.url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_PATH_AS_IS, 1L);
  set(easy, CURLOPT_HTTP_VERSION, easy::version_of(request.http_version, tls));
  set(easy, CURLOPT_IPRESOLVE, easy::family_of(request.ip_family));
  set(easy, CURLOPT_STREAM_WEIGHT, static_cast<long>(request.weight));
  set(easy, CURLOPT_PIPEWAIT, request.shares_connection ? 1L : 0L);
  header_lines_ = easy::make_list(request.header_lines);
  set(easy, CURLOPT_HTTPHEADER, header_lines_.get());
  set(easy, CURLOPT_USERAGENT, request.user_agent.c_str());
  set(easy, CURLOPT_ACCEPT_ENCODING, "");
  // Nobody looks into what is not kept: decoding scripts costs more than fetching them.
  set(easy, CURLOPT_HTTP_CONTENT_DECODING, request.keep_body ? 1L : 0L);
  for (const auto& cookie : request.cookies) set(easy, CURLOPT_COOKIELIST, cookie.c_str());

  set(easy, CURLOPT_TIMEOUT_MS, easy::to_milliseconds(request.timeout));
  set(easy, CURLOPT_CONNECTTIMEOUT_MS,
      easy::to_milliseconds(std::min(request.connect_timeout, request.timeout)));
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_QUICK_EXIT, 1L);

  resolve_ = easy::make_list(request.resolve);
  set(easy, CURLOPT_RESOLVE, resolve_.get());
  if (!request.connect_to.empty()) connect_to_ = easy::make_list({request.connect_to});
  set(easy, CURLOPT_CONNECT_TO, connect_to_.get());
  set(easy, CURLOPT_PROXY, request.proxy.c_str());
  set(easy, CURLOPT_NOPROXY, "");
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);

  // As for the document: see Transfer.
  set(easy, CURLOPT_CAINFO, static_cast<const char*>(nullptr));
  set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  set(easy, CURLOPT_CA_CACHE_TIMEOUT, 0L);
  set(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  set(easy, CURLOPT_SSL_CTX_FUNCTION, &ResourceTransfer::on_ssl_context);
  set(easy, CURLOPT_SSL_CTX_DATA, this);

  sockets_.attach(easy);
  set(easy, CURLOPT_HEADERFUNCTION, &ResourceTransfer::on_header);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_WRITEFUNCTION, &ResourceTransfer::on_body);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_ERRORBUFFER, message_.data());
}

CURLcode ResourceTransfer::on_ssl_context(CURL*, void* context, void* self) noexcept {
  auto* const made = static_cast<SSL_CTX*>(context);
  tls_contexts::lend(made);
  SSL_CTX_set1_cert_store(made, static_cast<ResourceTransfer*>(self)->trust_);
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
  return CURLE_OK;
}

std::size_t ResourceTransfer::on_header(char* data, std::size_t size, std::size_t count,
                                        void* self) noexcept {
  try {
    return static_cast<ResourceTransfer*>(self)->take_header({data, size * count}) ? size * count : 0;
  } catch (const std::exception&) {
    return 0;
  }
}

std::size_t ResourceTransfer::on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  try {
    return static_cast<ResourceTransfer*>(self)->take_body({data, size * count}) ? size * count : 0;
  } catch (const std::exception&) {
    return 0;
  }
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
  answer_.sent = curl_mark(CURLINFO_PRETRANSFER_TIME_T);
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
