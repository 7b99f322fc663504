#include "probe/request.hpp"

#include <algorithm>
#include <new>

namespace portalprobe {

using easy::set;

namespace {

void set_way(CURL* easy, const Request& request) {
  set(easy, CURLOPT_PROXY, request.proxy.c_str());  // empty: direct, whatever the environment says
  set(easy, CURLOPT_NOPROXY, "");
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(easy, CURLOPT_IPRESOLVE, easy::family_of(request.ip_family));
}

void set_limits(CURL* easy, const Request& request) {
  set(easy, CURLOPT_TIMEOUT_MS, easy::to_milliseconds(request.timeout));
  set(easy, CURLOPT_CONNECTTIMEOUT_MS,
      easy::to_milliseconds(std::min(request.connect_timeout, request.timeout)));
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_QUICK_EXIT, 1L);  // never wait for a resolver's thread
}

void set_tls(CURL* easy, const Request& request, curl_ssl_ctx_callback on_ssl_context, void* self) {
  // No CA file for libcurl: the callback brings a parsed store. See TrustStore.
  set(easy, CURLOPT_CAINFO, static_cast<const char*>(nullptr));
  set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  // Nor may it keep the store of one transfer for the next on the same loop, which may trust others.
  set(easy, CURLOPT_CA_CACHE_TIMEOUT, 0L);
  set(easy, CURLOPT_SSL_CTX_FUNCTION, on_ssl_context);
  set(easy, CURLOPT_SSL_CTX_DATA, self);
  set(easy, CURLOPT_SHARE, request.tls_sessions);
  set(easy, CURLOPT_SSL_SESSIONID_CACHE, request.tls_sessions ? 1L : 0L);
  if (request.client_cert.empty()) return;
  set(easy, CURLOPT_SSLCERT, request.client_cert.c_str());
  set(easy, CURLOPT_SSLKEY, request.client_key.c_str());
}

}  // namespace

RequestLists set_request(CURL* easy, const Request& request, curl_ssl_ctx_callback on_ssl_context,
                         void* self) {
  set(easy, CURLOPT_URL, request.url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_PATH_AS_IS, 1L);
  set(easy, CURLOPT_HTTP_VERSION, easy::version_of(request.http_version, request.is_tls()));
  set(easy, CURLOPT_USERAGENT, request.user_agent.c_str());
  set(easy, CURLOPT_ACCEPT_ENCODING, "");  // all that this libcurl can decode
  set_limits(easy, request);
  set_way(easy, request);
  set_tls(easy, request, on_ssl_context, self);

  RequestLists lists;
  lists.header_lines = easy::make_list(request.header_lines);
  lists.resolve = easy::make_list(request.resolve);
  if (!request.connect_to.empty()) lists.connect_to = easy::make_list({request.connect_to});
  set(easy, CURLOPT_HTTPHEADER, lists.header_lines.get());
  set(easy, CURLOPT_RESOLVE, lists.resolve.get());
  set(easy, CURLOPT_CONNECT_TO, lists.connect_to.get());
  return lists;
}

TlsSessions::TlsSessions() : share_(curl_share_init()) {
  // No locks: a visit's transfers are all on one thread.
  if (!share_ || curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK)
    throw std::bad_alloc();
}

}  // namespace portalprobe
