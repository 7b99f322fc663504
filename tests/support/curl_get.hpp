#pragma once

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <string>

#include "tests/support/loopback_server.hpp"

namespace portalprobe::support {

struct Fetched {
  CURLcode code = CURLE_OK;
  long status = 0;
  long new_connections = 0;
  long verify_result = 0;
  std::string body;
  std::string error;
};

/// A plain client to try the server with: one easy handle, direct, names of any kind led to the server.
class CurlClient {
 public:
  explicit CurlClient(const LoopbackServer& server);
  /// Sets further options, kept for later requests.
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy_.get(), option, value);
  }
  /// Trusts these certificates only.
  void trust(const std::string& pem);
  Fetched get(const std::string& url);

 private:
  std::unique_ptr<CURL, void (*)(CURL*)> easy_;
  std::unique_ptr<curl_slist, void (*)(curl_slist*)> connect_to_;
};

}  // namespace portalprobe::support
