#pragma once

#include <map>
#include <string>

namespace portalprobe {

/// Readies libcurl for this process, once. Call it before the first thread starts. There is no clean-up on
/// purpose.
void init_curl();

/// Versions of what measures: libcurl, openssl, nghttp2, c-ares; for the sweep's record.
std::map<std::string, std::string> engine_versions();

}  // namespace portalprobe
