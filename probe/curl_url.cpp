#include "probe/curl_url.hpp"

#include <locale.h>

#include "core/url.hpp"
#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

/// libcurl reads names in punycode's way by the locale's letters, and a server process's locale knows ASCII
/// only.
class Utf8Locale {
 public:
  Utf8Locale() : before_(locale() == locale_t{} ? locale_t{} : uselocale(locale())) {}
  ~Utf8Locale() {
    if (before_ != locale_t{}) uselocale(before_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t locale() {
    static const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    return utf8;
  }
  locale_t before_;
};

}  // namespace

std::optional<std::string> url_part(const CurlUrl& url, CURLUPart what, unsigned flags) {
  char* text = nullptr;
  if (curl_url_get(url.get(), what, &text, flags) != CURLUE_OK) return std::nullopt;
  std::string copy(text);
  curl_free(text);
  return copy;
}

std::optional<std::string> normalised(const CurlUrl& url) {
  const Utf8Locale utf8;
  // As a whole: asked for the host alone, libcurl 7.88 leaks every name that punycode cannot say.
  const auto whole = url_part(url, CURLUPART_URL, CURLU_PUNYCODE);
  const CurlUrl plain(curl_url());
  if (!whole || curl_url_set(plain.get(), CURLUPART_URL, whole->c_str(), CURLU_ALLOW_SPACE) != CURLUE_OK)
    return std::nullopt;
  const auto host = url_part(plain, CURLUPART_HOST);
  if (!host) return std::nullopt;
  const auto lower = ascii::lower(*host);
  if (curl_url_set(plain.get(), CURLUPART_HOST, lower.c_str(), 0) != CURLUE_OK) return std::nullopt;
  curl_url_set(plain.get(), CURLUPART_FRAGMENT, nullptr, 0);
  const auto text = url_part(plain, CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
  // What the rest of the program cannot read must not be asked.
  return text && parse_url(*text) ? text : std::nullopt;
}

std::optional<std::string> normalised(const std::string& text) {
  const CurlUrl url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_URLENCODE | CURLU_ALLOW_SPACE) !=
      CURLUE_OK) {
    return std::nullopt;
  }
  return normalised(url);
}

}  // namespace portalprobe
