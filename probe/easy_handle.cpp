#include "probe/easy_handle.hpp"

#include <algorithm>

namespace portalprobe::easy {

List make_list(const std::vector<std::string>& lines) {
  List list;
  for (const auto& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (!longer) throw std::bad_alloc();
    if (!list) list.reset(longer);
  }
  return list;
}

long to_milliseconds(microseconds duration) {
  return std::max(1L, static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count()));
}

long version_of(HttpVersion version, bool tls) {
  if (version == HttpVersion::http1_1) return CURL_HTTP_VERSION_1_1;
  if (version == HttpVersion::http2 && !tls) return CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
  return CURL_HTTP_VERSION_2TLS;
}

long family_of(IpFamily family) {
  if (family == IpFamily::ipv4) return CURL_IPRESOLVE_V4;
  if (family == IpFamily::ipv6) return CURL_IPRESOLVE_V6;
  return CURL_IPRESOLVE_WHATEVER;
}

std::string version_name(long version) {
  if (version == CURL_HTTP_VERSION_1_0) return "1.0";
  if (version == CURL_HTTP_VERSION_1_1) return "1.1";
  if (version == CURL_HTTP_VERSION_2_0) return "2";
  return {};
}

}  // namespace portalprobe::easy
