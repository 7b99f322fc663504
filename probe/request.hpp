#pragma once

#include <curl/curl.h>
#include <openssl/x509.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/kinds.hpp"
#include "probe/easy_handle.hpp"

namespace portalprobe {

/// What every request of ours says, whatever it is for: one URL, addresses included. Nothing is looked up,
/// followed, or kept for a later one.
struct Request {
  std::string url;
  std::vector<std::string> header_lines;  ///< `Name: value`
  std::string user_agent;
  HttpVersion http_version = HttpVersion::automatic;
  IpFamily ip_family = IpFamily::ipv4;
  microseconds timeout{0};           ///< for the whole transfer
  microseconds connect_timeout{0};   ///< TCP and TLS
  std::vector<std::string> resolve;  ///< libcurl's form HOST:PORT:ADDRESS[,ADDRESS...]
  std::string connect_to;            ///< libcurl's form; empty: where the URL says
  std::string proxy;                 ///< empty: direct
  X509_STORE* trust = nullptr;
  std::string client_cert;
  std::string client_key;
  CURLSH* tls_sessions = nullptr;  ///< whose TLS sessions it may resume; null: none
  std::uint64_t max_body = 0;      ///< bytes; decoded ones if the body is decoded

  bool is_tls() const { return url.starts_with("https:"); }
};

/// What libcurl reads as long as the transfer lasts.
struct RequestLists {
  easy::List header_lines;
  easy::List resolve;
  easy::List connect_to;
};

/// Sets a request's options; the rest is the caller's. `on_ssl_context` must put the trust store in: libcurl
/// is given none of its own. Throws std::bad_alloc.
RequestLists set_request(CURL* easy, const Request& request, curl_ssl_ctx_callback on_ssl_context,
                         void* self);

/// TLS sessions that are shared by the requests of one page visit over connections of one kind: a browser
/// resumes them, and starts with none. Outlives the transfers that use it.
class TlsSessions {
 public:
  /// Throws std::bad_alloc.
  TlsSessions();
  CURLSH* get() const { return share_.get(); }

 private:
  struct Free {
    void operator()(CURLSH* share) const { curl_share_cleanup(share); }
  };
  std::unique_ptr<CURLSH, Free> share_;
};

}  // namespace portalprobe
