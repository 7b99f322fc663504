#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

namespace portalprobe {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

/// A URL taken apart by libcurl.
using CurlUrl = std::unique_ptr<CURLU, FreeUrl>;

std::optional<std::string> url_part(const CurlUrl& url, CURLUPart what, unsigned flags = 0);

/// One form for one address: host in lower case and punycode, no default port, no fragment. Absent if the
/// rest of the program could not read it. Changes `url`.
std::optional<std::string> normalised(const CurlUrl& url);
std::optional<std::string> normalised(const std::string& url);

}  // namespace portalprobe
