#include "tests/support/curl_get.hpp"

#include <array>

namespace portalprobe::support {
namespace {

std::size_t collect(char* bytes, std::size_t, std::size_t count, void* body) noexcept {
  static_cast<std::string*>(body)->append(bytes, count);
  return count;
}

}  // namespace

CurlClient::CurlClient(const LoopbackServer& server)
    : easy_(curl_easy_init(), curl_easy_cleanup), connect_to_(nullptr, curl_slist_free_all) {
  connect_to_.reset(curl_slist_append(nullptr, ("::" + server.authority()).c_str()));
  set(CURLOPT_CONNECT_TO, connect_to_.get());
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TIMEOUT, 60L);
  set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  set(CURLOPT_WRITEFUNCTION, &collect);
}

void CurlClient::trust(const std::string& pem) {
  curl_blob blob{const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_COPY};
  set(CURLOPT_CAINFO, static_cast<char*>(nullptr));
  set(CURLOPT_CAINFO_BLOB, &blob);
}

Fetched CurlClient::get(const std::string& url) {
  Fetched fetched;
  std::array<char, CURL_ERROR_SIZE> error{};
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_WRITEDATA, &fetched.body);
  set(CURLOPT_ERRORBUFFER, error.data());
  fetched.code = curl_easy_perform(easy_.get());
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &fetched.status);
  curl_easy_getinfo(easy_.get(), CURLINFO_NUM_CONNECTS, &fetched.new_connections);
  curl_easy_getinfo(easy_.get(), CURLINFO_SSL_VERIFYRESULT, &fetched.verify_result);
  fetched.error = error.data();
  return fetched;
}

}  // namespace portalprobe::support
