#include "results/har.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/url.hpp"
#include "results/har_entry.hpp"
#include "results/json_text.hpp"
#include "results/redact.hpp"
#include "results/sample_fields.hpp"

namespace portalprobe {
namespace {

bool is_page_load(const Sample& sample) { return sample.engine != EngineKind::http; }

/// Chromium's words, which others took over.
std::string_view type_of(ResourceType type) {
  switch (type) {
    case ResourceType::style:
      return "stylesheet";
    case ResourceType::frame:
      return "document";
    default:
      return to_string(type);
  }
}

/// What follows such a redirect: 303 turns anything into GET, 301 and 302 only POST.
std::string method_after(const std::string& method, int status) {
  const bool to_get = status == 303 ? method != "HEAD" : (status == 301 || status == 302) && method == "POST";
  return to_get ? "GET" : method;
}

/// Nothing was sent, or only for a connection that failed before its request's turn came.
bool has_request(const Sample& sample) {
  return was_sent(sample.outcome) && !(sample.final_url.empty() && sample.redirects.empty());
}

/// What all entries of one sample share.
class SampleEntries {
 public:
  SampleEntries(const Sample& sample, const StoredPage& page, std::string page_id, std::string method)
      : sample_(sample), visit_(page.visit), page_id_(std::move(page_id)), method_(std::move(method)) {}

  template <class Append>
  void each(Append append) {
    for (std::size_t i = 0; i < sample_.redirects.size(); ++i) append(hop(i));
    if (!sample_.final_url.empty()) append(answer());
    for (std::size_t place = 1; place < visit_.resources.size(); ++place)
      append(resource(visit_.resources[place]));
  }

 private:
  WallTime at(microseconds since_start) const {
    const WallTime moment = *sample_.started_at + since_start;
    return is_writable(moment) ? moment : *sample_.started_at;
  }

  HarEntry entry(microseconds asked) const {
    HarEntry entry;
    entry.page = page_id_;
    entry.at = at(asked);
    return entry;
  }

  HarEntry hop(std::size_t index) {
    const RedirectHop& hop = sample_.redirects[index];
    HarEntry made = entry(hop.started);
    made.timings = har_timings(hop.started, hop.started, hop.timings);
    made.method = method_;
    method_ = method_after(method_, hop.status);
    made.url = hop.url;
    if (hop.status != 0) made.status = hop.status;
    made.redirect_url =
        index + 1 < sample_.redirects.size() ? sample_.redirects[index + 1].url : sample_.final_url;
    made.resource_type = type_of(ResourceType::document);
    made.outcome = to_string(Outcome::ok);
    return made;
  }

  /// Whom the entry's request went to. A proxy's port is not the URL's.
  void set_peer(HarEntry& made, const std::string& ip) const {
    made.remote_ip = ip;
    if (ip.empty() || sample_.via_proxy) return;
    if (const auto url = parse_url(made.url)) made.remote_port = std::to_string(url->port);
  }

  HarEntry answer() const {
    const microseconds began = sample_.hop_started.value_or(microseconds(0));
    HarEntry made = entry(began);
    made.timings = har_timings(began, began, sample_.timings);
    made.method = method_;
    made.url = sample_.final_url;
    made.http_version = sample_.http_version;
    made.status = sample_.http_status;
    made.bytes_body = sample_.bytes_body;
    set_peer(made, sample_.remote_ip);
    if (sample_.local_port) made.connection_id = std::to_string(*sample_.local_port);
    made.resource_type = type_of(ResourceType::document);
    made.outcome = to_string(sample_.outcome);
    made.comment = sample_.detail;
    if (!visit_.resources.empty()) made.content_type = visit_.resources.front().content_type;
    // What is stored is the sum over all hops, of a page load over all resources.
    if (sample_.redirects.empty()) {
      if (!is_page_load(sample_)) made.bytes_wire = sample_.bytes_wire;
      if (!visit_.resources.empty()) made.bytes_wire = visit_.resources.front().bytes_wire;
    }
    return made;
  }

  HarEntry resource(const PageResource& resource) const {
    HarEntry made = entry(resource.found);
    if (resource.started) {
      const auto began = resource.redirects == 0 ? resource.started : std::nullopt;
      made.timings = har_timings(resource.found, began, resource.timings);
    }
    made.url = resource.url;
    made.http_version = resource.http_version;
    made.status = resource.status;
    made.content_type = resource.content_type;
    made.bytes_body = resource.bytes_body;
    made.bytes_wire = resource.bytes_wire;
    set_peer(made, resource.remote_ip);
    made.resource_type = type_of(resource.type);
    if (resource.initiator && *resource.initiator < visit_.resources.size())
      made.initiator_url = visit_.resources[*resource.initiator].url;
    made.outcome = to_string(resource.outcome);
    made.comment = resource.detail;
    if (resource.redirects > 0) {
      made.comment += fmt::format("{}{} redirects before this answer: their time is part of `blocked`",
                                  made.comment.empty() ? "" : "; ", resource.redirects);
    }
    return made;
  }

  const Sample& sample_;
  const PageVisit& visit_;
  const std::string page_id_;
  std::string method_;
};

std::string comment_of(const Sample& sample, const StoredPage& page) {
  std::string comment = "loaded without a browser: a lower bound";
  if (sample.engine == EngineKind::browser) comment = "loaded by a browser";
  if (sample.engine == EngineKind::film)
    comment = "loaded by a browser and filmed: of its times, only Speed Index is taken";
  if (sample.needs_browser.value_or(false))
    comment += "; the document is a shell that only a browser can fill";
  if (!sample.page_capped.empty()) comment += "; incomplete, for its limits: " + sample.page_capped;
  if (page.summary.empty()) return comment;
  std::uint64_t resources = 0;
  std::uint64_t bytes = 0;
  for (const auto& part : page.summary) {
    resources += part.resources;
    bytes += part.bytes_wire;
  }
  return comment +
         fmt::format("; its {} resources ({} bytes transferred) were summarised since", resources, bytes);
}

}  // namespace

void Har::append_head(std::string& out, const std::string& version) {
  out += R"({"log":{"version":"1.2","creator":{"name":"portal-probe","version":)";
  append_json_string(out, version);
  out +=
      R"(},"comment":"Durations in milliseconds; -1: did not take place. Marks are the kernel's where it gave any. Redacted: in addresses, credentials and the values of parameters that hold or look like secrets are replaced by REDACTED. Headers, cookies and bodies are not recorded.","entries":[)";
}

void Har::append_middle(std::string& out) { out += "\n],\"pages\":["; }
void Har::append_tail(std::string& out) { out += "\n]}}\n"; }

void Har::append(std::string& entries, std::string& pages, const Sample& sample, const StoredPage& page,
                 const std::string& method) {
  if (!has_request(sample) || !sample.started_at || !is_writable(*sample.started_at)) return;
  const std::string id = is_page_load(sample) ? fmt::format("page_{}", pages_ + 1) : std::string();
  const std::size_t begun = entries.size();
  std::size_t left_out = 0;
  SampleEntries(sample, page, id, method).each([&](const HarEntry& entry) {
    if (entries.size() - begun >= most_bytes_) {
      ++left_out;
      return;
    }
    entries += entries_++ == 0 ? "\n" : ",\n";
    append_har_entry(entries, entry);
  });
  if (id.empty()) return;
  std::string comment = comment_of(sample, page);
  if (left_out > 0) comment += fmt::format("; {} further requests were left out, for their size", left_out);
  append_page(pages, id, sample, comment);
}

void Har::append_page(std::string& pages, const std::string& id, const Sample& sample,
                      const std::string& comment) {
  pages += pages_++ == 0 ? "\n" : ",\n";
  const auto append = [&pages](std::string_view key, std::string_view text) {
    pages += key;
    append_json_string(pages, text);
  };
  append("{\"startedDateTime\":", to_rfc3339(*sample.started_at));
  append(",\"id\":", id);
  append(",\"title\":", redact_text(sample.title.empty() ? sample.final_url : sample.title));
  pages += ",\"pageTimings\":{\"onContentLoad\":-1,\"onLoad\":";
  append_har_duration(pages, needs_browser(sample.engine) ? sample.load_event : sample.network_load);
  append("},\"_sweep_id\":", sample.sweep_id);
  append(",\"_portal_id\":", redact_text(sample.portal_id));  // may be an address that was asked for
  append(",\"_target_id\":", sample.target_id);
  pages += fmt::format(",\"_round\":{}", sample.round);
  append(",\"_outcome\":", to_string(sample.outcome));
  append(",\"comment\":", redact_text(comment));
  pages += '}';
}

}  // namespace portalprobe
