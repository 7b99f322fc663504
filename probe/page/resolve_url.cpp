#include "probe/page/resolve_url.hpp"

#include <algorithm>
#include <vector>

#include "probe/ascii.hpp"
#include "probe/curl_url.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxUrl = std::size_t{16} << 10U;

/// What WHATWG's URL standard escapes in paths and in queries, besides controls and what is not ASCII.
constexpr std::string_view kEscapedInPath = " \"#<>?`{}";
constexpr std::string_view kEscapedInQuery = " \"#<>'";

/// A URL without fragment, in the pieces that a relative one replaces.
struct Pieces {
  std::string scheme;
  std::string authority;
  std::string path;
  std::string query;  ///< with its question mark, or empty
};

bool is_control_or_space(char c) { return static_cast<unsigned char>(c) <= 0x20; }

/// Browsers forgive blanks around a URL and line breaks within.
std::string cleaned(std::string_view link) {
  while (!link.empty() && is_control_or_space(link.front())) link.remove_prefix(1);
  while (!link.empty() && is_control_or_space(link.back())) link.remove_suffix(1);
  link = link.substr(0, link.find('#'));
  std::string text;
  text.reserve(std::min(link.size(), kMaxUrl));
  for (const char c : link) {
    if (c != '\t' && c != '\n' && c != '\r') text += c;
    if (text.size() > kMaxUrl) break;
  }
  return text;
}

/// The scheme in lower case, empty if there is none; takes it and its colon off `rest`.
std::string take_scheme(std::string_view& rest) {
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  const auto scheme = ascii::lower(rest.substr(0, colon));
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto belongs = [&](char c) {
    return is_letter(c) || ascii::is_digit(c) || c == '+' || c == '-' || c == '.';
  };
  if (!is_letter(scheme.front()) || !std::ranges::all_of(scheme, belongs)) return {};
  rest.remove_prefix(colon + 1);
  return scheme;
}

/// A segment that is one dot or two; dots may be escaped.
std::size_t dots_of(std::string_view segment) {
  std::size_t dots = 0;
  while (!segment.empty()) {
    const bool escaped = segment.size() >= 3 && ascii::lower(segment.substr(0, 3)) == "%2e";
    if (!escaped && segment.front() != '.') return 0;
    segment.remove_prefix(escaped ? 3 : 1);
    ++dots;
  }
  return dots <= 2 ? dots : 0;
}

std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  bool is_folder = true;
  while (!path.empty()) {
    path.remove_prefix(1);  // its slash
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    const auto dots = dots_of(segment);
    is_folder = dots != 0;
    if (dots == 0) kept.push_back(segment);
    if (dots == 2 && !kept.empty()) kept.pop_back();
  }
  std::string result;
  for (const auto segment : kept) result.append("/").append(segment);
  return is_folder ? result + "/" : result;
}

std::string escaped(std::string_view text, std::string_view set) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x1f && byte < 0x7f && set.find(c) == std::string_view::npos) {
      result += c;
    } else {
      result.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
    }
  }
  return result;
}

/// Takes an authority and what follows it off a text that is behind its slashes.
void set_authority(Pieces& url, std::string_view rest) {
  url.authority = std::string(rest.substr(0, rest.find_first_of("/?")));
  rest.remove_prefix(url.authority.size());
  url.path = std::string(rest.substr(0, rest.find('?')));
  url.query = std::string(rest.substr(url.path.size()));
}

/// Backslashes count as slashes in front of the query.
std::string with_slashes(std::string_view text) {
  std::string result(text);
  std::replace(result.begin(),
               result.begin() + static_cast<std::ptrdiff_t>(std::min(result.find('?'), result.size())), '\\',
               '/');
  return result;
}

std::string_view behind_slashes(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of('/'), text.size()));
}

std::optional<Pieces> take_apart(std::string_view absolute) {
  Pieces url;
  const auto text = with_slashes(absolute.substr(0, absolute.find('#')));
  std::string_view rest = text;
  url.scheme = take_scheme(rest);
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  set_authority(url, behind_slashes(rest));
  return url;
}

/// `link` has neither scheme nor host, and is not empty.
void set_path(Pieces& url, std::string_view link) {
  const auto path = link.substr(0, link.find('?'));
  if (path.starts_with('/')) {
    url.path = std::string(path);
  } else if (!path.empty()) {
    url.path = url.path.substr(0, url.path.rfind('/') + 1);
    if (url.path.empty()) url.path = "/";
    url.path += path;
  }
  url.query = std::string(link.substr(path.size()));
}

std::optional<Pieces> combined(std::string_view base, std::string_view link) {
  auto url = take_apart(base);
  const auto text = with_slashes(link);
  std::string_view rest = text;
  const auto scheme = take_scheme(rest);
  const bool is_other = !scheme.empty() && (!url || scheme != url->scheme);
  if (is_other || rest.starts_with("//")) {
    const auto taken = scheme.empty() && url ? url->scheme : scheme;
    if (taken != "http" && taken != "https") return std::nullopt;
    url = Pieces{taken, {}, {}, {}};
    set_authority(*url, behind_slashes(rest));
  } else if (url) {
    set_path(*url, rest);
  }
  return url;
}

}  // namespace

std::optional<std::string> resolve_url(std::string_view base, std::string_view link) {
  const auto text = cleaned(link);
  if (text.empty() || text.size() > kMaxUrl || base.size() > kMaxUrl) return std::nullopt;
  const auto url = combined(base, text);
  if (!url || url->authority.empty() || url->authority.find('@') != std::string::npos) return std::nullopt;
  const auto path = url->path.starts_with('/') ? without_dots(url->path) : "/";
  auto found = normalised(url->scheme + "://" + url->authority + escaped(path, kEscapedInPath) +
                          escaped(url->query, kEscapedInQuery));
  if (!found || found->size() > kMaxUrl) return std::nullopt;
  // libcurl drops a question mark with nothing behind it; a server may not.
  if (url->query == "?" && !found->ends_with('?')) *found += '?';
  return found;
}

}  // namespace portalprobe
