#include "probe/curl_global.hpp"

#include <ares.h>
#include <curl/curl.h>
#include <openssl/crypto.h>

#include <stdexcept>

namespace portalprobe {

void init_curl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
  static const int ares = ares_library_init(ARES_LIB_INIT_ALL);
  if (ares != ARES_SUCCESS) throw std::runtime_error(ares_strerror(ares));
}

std::map<std::string, std::string> engine_versions() {
  const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
  std::map<std::string, std::string> versions = {
      {"libcurl", info->version},
      {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
      {"c-ares", ares_version(nullptr)},
  };
  if (info->nghttp2_version) versions["nghttp2"] = info->nghttp2_version;
  return versions;
}

}  // namespace portalprobe
