#include "probe/redirects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "probe/curl_url.hpp"
#include "probe/printable.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxUrl = std::size_t{16} << 10U;
constexpr std::size_t kMaxStored = std::size_t{2} << 10U;
constexpr std::size_t kMaxShown = 200;

RedirectStep stop(Outcome outcome, std::string detail) {
  RedirectStep step;
  step.kind = RedirectStep::Kind::fail;
  step.outcome = outcome;
  step.detail = std::move(detail);
  return step;
}

RedirectStep refuse(std::string_view why) {
  return stop(Outcome::redirect_refused, fmt::format("redirects to {}", why));
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// As browsers do: 303 turns anything into GET, 301 and 302 only POST.
std::string next_method(const std::string& method, int status) {
  const bool to_get = status == 303 ? method != "HEAD" : (status == 301 || status == 302) && method == "POST";
  return to_get ? "GET" : method;
}

/// A scheme of a server's choosing in a sentence.
std::string shown_scheme(const CurlUrl& url) {
  return printable(url_part(url, CURLUPART_SCHEME).value_or("unknown"), 20);
}

bool was_asked(const HopRequest& request, const HopRequest& next) {
  return request.method == next.method && request.cookies == next.cookies &&
         normalised(request.url).value_or(request.url) == next.url;
}

bool same_origin(const std::string& one, const std::string& other) {
  const auto a = parse_url(one);
  const auto b = parse_url(other);
  return a && b && a->origin() == b->origin();
}

}  // namespace

RedirectStep next_step(const HopRequest& asked, int status, std::string_view location,
                       std::span<const HopRequest> before, int max_redirects, const std::string& cookies) {
  if (!is_redirect(status) || location.empty()) return {};
  if (location.size() > kMaxUrl || location.find('\0') != std::string_view::npos)
    return refuse("what is no URL");

  const CurlUrl url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, asked.url.c_str(), CURLU_URLENCODE | CURLU_ALLOW_SPACE) !=
      CURLUE_OK) {
    return refuse("a place that cannot be told: the URL it came from cannot be read");
  }
  const auto flags = CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME;
  if (curl_url_set(url.get(), CURLUPART_URL, std::string(location).c_str(), flags) != CURLUE_OK) {
    return refuse("what is no URL");
  }
  const auto scheme = url_part(url, CURLUPART_SCHEME).value_or("");
  if (scheme != "http" && scheme != "https") return refuse(fmt::format("a {}: URL", shown_scheme(url)));
  if (url_part(url, CURLUPART_USER) || url_part(url, CURLUPART_PASSWORD))
    return refuse("a URL with credentials");
  const auto text = normalised(url);
  if (!text || text->size() > kMaxUrl) return refuse("what is no URL");

  RedirectStep step;
  step.kind = RedirectStep::Kind::follow;
  step.next = {*text, next_method(asked.method, status), asked.with_headers && same_origin(asked.url, *text),
               cookies};
  const auto repeats = [&](const HopRequest& request) { return was_asked(request, step.next); };
  // The same question with the same cookies has the same answer.
  if (repeats(asked) || std::ranges::any_of(before, repeats)) {
    return stop(Outcome::redirect_loop,
                fmt::format("redirects back to {}", printable(storable_url(*text), kMaxShown)));
  }
  if (before.size() >= static_cast<std::size_t>(std::max(max_redirects, 0))) {
    return stop(Outcome::redirect_limit,
                fmt::format("redirects more than {} times, next to {}", max_redirects,
                            printable(storable_url(*text), kMaxShown)));
  }
  return step;
}

bool is_visit_counter(const Url& url) {
  std::string_view host = url.host;
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto path = std::string_view(url.path).substr(0, url.path.find('?'));
  const bool is_script = path.starts_with("/embed/") && path.find('%') == std::string_view::npos;
  return host == "f-emc.ngsp.gov.vn" && !is_script;
}

std::vector<std::string> hosts_of(const Portal& portal, const Target& target) {
  if (target.kind != TargetKind::system) return portal.hosts;
  const auto url = parse_url(target.url);
  if (!url) return {};
  const bool has_www = url->host.starts_with("www.");
  return {url->host, has_www ? url->host.substr(4) : "www." + url->host};
}

bool is_moved(std::string_view final_url, std::span<const std::string> hosts) {
  if (hosts.empty()) return false;
  const auto url = parse_url(final_url);
  if (!url) return true;
  auto host = url->host;
  if (host.ends_with('.')) host.pop_back();
  return std::ranges::find(hosts, host) == hosts.end();
}

std::string storable_url(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const auto start = url.find("://");
  const auto from = start == std::string_view::npos ? 0 : start + 3;
  const auto authority = url.substr(from, url.substr(from).find_first_of("/?"));
  const auto at = authority.rfind('@');
  std::string result(url.substr(0, from));
  for (const char c : url.substr(at == std::string_view::npos ? from : from + at + 1)) {
    if (result.size() + 3 > kMaxStored) break;
    if (c > 0x20 && c < 0x7f) {
      result += c;
    } else {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

}  // namespace portalprobe
