#include "probe/browser/page_ending.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/sha256.hpp"
#include "probe/expectations.hpp"
#include "probe/http_sample.hpp"
#include "probe/page_memory.hpp"
#include "probe/page_text.hpp"
#include "probe/redirects.hpp"

namespace portalprobe {
namespace {

/// Never `cancelled`, which would leave no trace of the visit: that is what we do, and not a page.
PageEnding unanswered(const SeenPage& page) {
  const DocumentAnswer& document = page.document;
  if (document.was_refused)
    return {Outcome::redirect_refused, fmt::format("leads to {}, which may not be reached", document.url)};
  if (document.outcome == Outcome::ok) return {Outcome::probe_error, "the browser tells of no answer"};
  if (document.outcome != Outcome::cancelled) return {document.outcome, document.detail};
  if (page.is_time_up) return {Outcome::timed_out, "the document had not come within the time limit"};
  return {Outcome::http_protocol_error, fmt::format("the browser gave the document up: {}", document.detail)};
}

/// It was answered, and there is no page.
PageEnding not_loaded(const SeenPage& page) {
  if (page.is_time_up) return {Outcome::timed_out, "no load event within the time limit"};
  return {Outcome::content_unexpected,
          fmt::format("the browser shows no page for the answer (status {})", *page.document.status)};
}

std::vector<HeaderField> header_of(const DocumentAnswer& document) {
  std::vector<HeaderField> fields;
  for (const auto& [name, value] : document.header) fields.push_back({name, value});
  return fields;
}

}  // namespace

PageEnding ending_of(const SeenPage& page, const Portal& portal, const Target& target, PageMemory& pages) {
  const DocumentAnswer& document = page.document;
  if (page.is_download) return {Outcome::content_unexpected, "the answer is a download, no page"};
  if (!document.status) return unanswered(page);
  const int status = *document.status;
  const std::string url = page.final_url.starts_with("http") ? page.final_url : document.url;
  const std::string_view body = page.body.value_or("");
  const std::string head(body.substr(0, kMaxPageHead));
  const auto hosts = hosts_of(portal, target);
  const auto header = header_of(document);
  const bool is_accepted_error =
      status >= 400 && std::ranges::find(target.expect.status, status) != target.expect.status.end();
  std::optional<PageMatch> match;
  if (!is_accepted_error) {
    match = pages.judge({status, header, head, body.size(), document.content_type, document.url, hosts},
                        page.body ? sha256_hex(body) : std::string());
  }
  if (match && match->outcome == Outcome::blocked) return {Outcome::blocked, match->detail};
  if (is_moved(url, hosts)) return {Outcome::moved, fmt::format("ended at {}", storable_url(url))};
  const auto& expected = target.expect.contains;
  const bool found = expected.empty() || body.find(expected) != std::string_view::npos;
  const Cause cause = check_answer(target.expect, status, found);
  const bool is_error =
      cause.outcome == Outcome::http_client_error || cause.outcome == Outcome::http_server_error;
  if (match && !is_error) return {match->outcome, match->detail};
  if (is_error) return {cause.outcome, cause.detail};
  if (!page.was_loaded) return not_loaded(page);
  if (!page.body && !expected.empty())
    return {Outcome::probe_error, "the browser had not kept the document, so nobody knows what it contains"};
  return {cause.outcome, cause.detail};
}

}  // namespace portalprobe
