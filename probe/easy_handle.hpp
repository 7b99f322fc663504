#pragma once

#include <curl/curl.h>

#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/kinds.hpp"

/// What everybody who sets up a libcurl transfer needs.
namespace portalprobe::easy {

struct FreeHandle {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;
using List = std::unique_ptr<curl_slist, FreeList>;

/// Throws std::bad_alloc.
List make_list(const std::vector<std::string>& lines);

/// Sets an option; throws std::bad_alloc. What this libcurl does not know is left out.
template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (curl_easy_setopt(easy, option, value) == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
}

template <class Number>
Number info(CURL* easy, CURLINFO what) {
  Number value = 0;
  curl_easy_getinfo(easy, what, &value);
  return value;
}

/// libcurl's callback for headers and bodies: gives what came to an object's method, which tells whether to
/// go on. An exception ends the transfer.
template <class Object, bool (Object::*take)(std::string_view)>
std::size_t give(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  try {
    return (static_cast<Object*>(self)->*take)({data, size * count}) ? size * count : 0;
  } catch (const std::exception&) {
    return 0;
  }
}

/// Rounded up and never 0, which would mean "no limit" to libcurl.
long to_milliseconds(microseconds duration);
long version_of(HttpVersion version, bool tls);
long family_of(IpFamily family);
/// 1.0, 1.1, 2, or nothing, of CURLINFO_HTTP_VERSION.
std::string version_name(long version);

}  // namespace portalprobe::easy
