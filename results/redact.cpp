#include "results/redact.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace portalprobe {
namespace {

// Names as `plain_name` writes them.
constexpr std::array<std::string_view, 16> kSecretParts = {
    "token", "secret",     "passw",   "pwd",       "apikey", "sessid", "session", "signature",
    "jwt",   "credential", "authori", "accesskey", "oauth",  "samlre", "private", "matkhau"};
constexpr std::array<std::string_view, 16> kSecretNames = {
    "auth", "authkey", "sid",  "sig",       "code",   "key",  "ticket", "otp",
    "pin",  "csrf",    "xsrf", "assertion", "bearer", "pass", "hmac",   "st"};
constexpr std::array<std::string_view, 12> kSecretHeaders = {
    "authorization", "proxyauthorization", "cookie",
    "cookie2",       "setcookie",          "setcookie2",
    "xapikey",       "xauthtoken",         "xcsrftoken",
    "xxsrftoken",    "proxyauthenticate",  "wwwauthenticate"};

/// Shorter texts are words, numbers, names of files.
constexpr std::size_t kRandomLength = 20;
/// An address within an address within an address is looked at; further in, nobody reads it.
constexpr int kDeepest = 3;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? hex_value(text[i + 1]) : -1;
    const int low = escape ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return plain;
}

/// Without case and without what people put between words.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : decoded(name)) {
    if (is_lower(to_lower(c)) || is_digit(c)) plain += to_lower(c);
  }
  return plain;
}

bool is_secret_name(std::string_view name) {
  const std::string plain = plain_name(name);
  const auto has = [&plain](std::string_view part) { return plain.find(part) != std::string::npos; };
  return std::ranges::find(kSecretNames, plain) != kSecretNames.end() ||
         std::ranges::any_of(kSecretParts, has);
}

/// Three parts, of which the first is JSON in base64.
bool is_web_token(std::string_view text) {
  return text.starts_with("eyJ") && text.size() >= kRandomLength && text.find('.') != std::string_view::npos;
}

/// Nothing that a person would write: long, of all kinds of letters, and without any break. Hashes that
/// browsers' caches are told apart by are of one case.
bool looks_random(std::string_view text) {
  std::size_t lower = 0;
  std::size_t upper = 0;
  std::size_t digits = 0;
  for (const char c : text) {
    lower += is_lower(c) ? 1U : 0U;
    upper += is_upper(c) ? 1U : 0U;
    digits += is_digit(c) ? 1U : 0U;
    const bool may =
        is_lower(c) || is_upper(c) || is_digit(c) || c == '-' || c == '_' || c == '=' || c == '+' || c == '/';
    if (!may) return false;
  }
  return text.size() >= kRandomLength && lower >= 3 && upper >= 3 && digits >= 2;
}

bool holds_secret(std::string_view value, int depth);

/// `name=value`, or something without a name.
bool is_secret_pair(std::string_view pair, int depth) {
  const auto equals = pair.find('=');
  if (equals == std::string_view::npos) return is_web_token(pair);
  const auto value = pair.substr(equals + 1);
  return !value.empty() && (is_secret_name(pair.substr(0, equals)) || holds_secret(value, depth));
}

bool holds_secret(std::string_view value, int depth) {
  const std::string plain = decoded(value);
  if (is_web_token(plain) || looks_random(plain)) return true;
  if (depth >= kDeepest || plain.find('=') == std::string::npos) return false;
  std::string_view rest = plain;
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of("?&#;"), rest.size());
    if (is_secret_pair(rest.substr(0, end), depth + 1)) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

void append_pair(std::string& out, std::string_view pair) {
  if (!is_secret_pair(pair, 0)) {
    out += pair;
    return;
  }
  const auto equals = pair.find('=');
  if (equals != std::string_view::npos) out += pair.substr(0, equals + 1);
  out += kRedacted;
}

/// A query or a fragment.
void append_pairs(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("&;?"), text.size());
    append_pair(out, text.substr(0, end));
    if (end < text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void append_path(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("/;"), text.size());
    append_pair(out, text.substr(0, end));
    if (end < text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// Takes everything up to and with the host; what stands before the last `@` there are credentials.
void take_origin(std::string& out, std::string_view& rest) {
  const auto scheme = rest.find("://");
  if (scheme == std::string_view::npos || scheme > rest.find_first_of("/?#")) return;
  out += rest.substr(0, scheme + 3);
  rest.remove_prefix(scheme + 3);
  const auto end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view authority = rest.substr(0, end);
  rest.remove_prefix(end);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    out += kRedacted;
    authority.remove_prefix(at);
  }
  out += authority;
}

}  // namespace

std::string redact_url(std::string_view url) {
  std::string out;
  out.reserve(url.size());
  take_origin(out, url);
  const auto fragment_at = std::min(url.find('#'), url.size());
  const std::string_view fragment = url.substr(fragment_at);
  url = url.substr(0, fragment_at);
  const auto query_at = std::min(url.find('?'), url.size());
  append_path(out, url.substr(0, query_at));
  if (query_at < url.size()) {
    out += '?';
    append_pairs(out, url.substr(query_at + 1));
  }
  if (!fragment.empty()) {
    out += '#';
    append_pairs(out, fragment.substr(1));
  }
  return out;
}

std::string redact_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto begin = std::min({text.find("http://"), text.find("https://"), text.size()});
    out += text.substr(0, begin);
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(" \t\r\n\"'<>"), text.size());
    out += redact_url(text.substr(0, end));
    text.remove_prefix(end);
    if (begin == 0 && end == 0) {  // a break right here
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

bool is_secret_header(std::string_view name) {
  const std::string plain = plain_name(name);
  return std::ranges::find(kSecretHeaders, plain) != kSecretHeaders.end() || is_secret_name(name);
}

}  // namespace portalprobe
