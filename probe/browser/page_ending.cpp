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

PageEnding unanswered(const DocumentAnswer& document) {
  if (document.outcome == Outcome::ok) return {Outcome::probe_error, "the browser tells of no answer"};
  return {document.outcome, document.detail};
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
  if (!document.status) return unanswered(document);
  const int status = *document.status;
  const std::string url = page.final_url.starts_with("http") ? page.final_url : document.url;
  const std::string head(page.body.substr(0, kMaxPageHead));
  const auto hosts = hosts_of(portal, target);
  const auto header = header_of(document);
  const bool is_accepted_error =
      status >= 400 && std::ranges::find(target.expect.status, status) != target.expect.status.end();
  std::optional<PageMatch> match;
  if (!is_accepted_error) {
    match = pages.judge({status, header, head, page.body.size(), document.content_type, document.url, hosts},
                        sha256_hex(page.body));
  }
  if (match && match->outcome == Outcome::blocked) return {Outcome::blocked, match->detail};
  if (is_moved(url, hosts)) return {Outcome::moved, fmt::format("ended at {}", storable_url(url))};
  const auto& expected = target.expect.contains;
  const bool found = expected.empty() || page.body.find(expected) != std::string_view::npos;
  const Cause cause = check_answer(target.expect, status, found);
  const bool is_error =
      cause.outcome == Outcome::http_client_error || cause.outcome == Outcome::http_server_error;
  if (match && !is_error) return {match->outcome, match->detail};
  if (cause.outcome == Outcome::ok && !page.was_loaded)
    return {Outcome::timed_out, "no load event within the time limit"};
  return {cause.outcome, cause.detail};
}

}  // namespace portalprobe
