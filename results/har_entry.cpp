#include "results/har_entry.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "results/json_text.hpp"
#include "results/redact.hpp"

namespace portalprobe {
namespace {

void append_text(std::string& out, std::string_view key, std::string_view text) {
  out += ",\"";
  out += key;
  out += "\":";
  append_json_string(out, text);
}

void append_known(std::string& out, std::string_view key, const std::string& text) {
  if (!text.empty()) append_text(out, key, text);
}

/// The names and values of an address' query, as they stand in it; the first of many. They are a convenience:
/// the address has them all.
void append_query(std::string& out, std::string_view url) {
  constexpr int kMostPairs = 100;
  out += '[';
  const auto mark = url.find('?');
  std::string_view rest = mark == std::string_view::npos ? std::string_view() : url.substr(mark + 1);
  for (int pairs = 0; !rest.empty() && pairs < kMostPairs;) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    if (pairs++ > 0) out += ',';
    out += "{\"name\":";
    append_json_string(out, pair.substr(0, equals));
    append_text(out, "value", pair.substr(std::min(equals + 1, pair.size())));
    out += '}';
  }
  out += ']';
}

/// A version that nobody heard is no claim about one. Chromium takes but `HTTP/2.0` for what it calls h2.
std::string protocol(const HarEntry& entry) {
  if (entry.http_version.empty()) return "unknown";
  return "HTTP/" + entry.http_version + (entry.http_version == "2" ? ".0" : "");
}

void append_request(std::string& out, const HarEntry& entry) {
  out += ",\"request\":{\"method\":";
  append_json_string(out, entry.method);
  append_text(out, "url", entry.url);
  append_text(out, "httpVersion", protocol(entry));
  out += ",\"cookies\":[],\"headers\":[],\"queryString\":";
  append_query(out, entry.url);
  out += ",\"headersSize\":-1,\"bodySize\":-1}";
}

void append_response(std::string& out, const HarEntry& entry) {
  fmt::format_to(std::back_inserter(out), ",\"response\":{{\"status\":{},\"statusText\":\"\"",
                 entry.status.value_or(0));
  append_text(out, "httpVersion", protocol(entry));
  fmt::format_to(std::back_inserter(out), ",\"cookies\":[],\"headers\":[],\"content\":{{\"size\":{}",
                 entry.bytes_body.value_or(0));
  append_text(out, "mimeType", entry.content_type.empty() ? "x-unknown" : entry.content_type);
  out += '}';
  append_text(out, "redirectURL", entry.redirect_url);
  out += ",\"headersSize\":-1,\"bodySize\":-1";
  if (entry.bytes_wire) fmt::format_to(std::back_inserter(out), ",\"_transferSize\":{}", *entry.bytes_wire);
  if (!entry.status) append_text(out, "_error", entry.outcome);
  out += '}';
}

void append_timings(std::string& out, const HarTimings& timings) {
  const auto append = [&out](std::string_view key, std::optional<microseconds> duration) {
    out += key;
    append_har_duration(out, duration);
  };
  constexpr microseconds kNone{0};  // these three may not be -1
  append(",\"timings\":{\"blocked\":", timings.blocked);
  append(",\"dns\":", timings.dns);
  append(",\"connect\":", timings.connect);
  append(",\"send\":", timings.send.value_or(kNone));
  append(",\"wait\":", timings.wait.value_or(kNone));
  append(",\"receive\":", timings.receive.value_or(kNone));
  append(",\"ssl\":", timings.ssl);
  out += '}';
}

}  // namespace

void append_har_duration(std::string& out, std::optional<microseconds> duration) {
  if (!duration) {
    out += "-1";
    return;
  }
  const auto us = std::max<std::int64_t>(duration->count(), 0);
  fmt::format_to(std::back_inserter(out), "{}.{:03}", us / 1000, us % 1000);
}

void append_har_entry(std::string& out, const HarEntry& told) {
  HarEntry entry = told;
  entry.url = redact_url(told.url);
  entry.redirect_url = redact_url(told.redirect_url);
  entry.initiator_url = redact_url(told.initiator_url);
  entry.comment = redact_text(told.comment);
  if (entry.url != told.url || entry.redirect_url != told.redirect_url) {
    if (!entry.comment.empty()) entry.comment += "; ";
    entry.comment += "secrets in its address are redacted";
  }
  out += "{\"startedDateTime\":";
  append_json_string(out, to_rfc3339(entry.at));
  append_known(out, "pageref", entry.page);
  out += ",\"time\":";
  append_har_duration(out, entry.timings.total());
  append_request(out, entry);
  append_response(out, entry);
  out += ",\"cache\":{}";
  append_timings(out, entry.timings);
  append_known(out, "serverIPAddress", entry.remote_ip);
  // As Chromium has it: the server's port here, what tells connections apart beside it.
  append_known(out, "connection", entry.remote_port);
  append_known(out, "_connectionId", entry.connection_id);
  append_known(out, "_resourceType", entry.resource_type);
  if (!entry.resource_type.empty()) {
    out += ",\"_initiator\":{\"type\":";
    append_json_string(out, entry.initiator_url.empty() ? "other" : "parser");
    append_known(out, "url", entry.initiator_url);
    out += '}';
  }
  append_known(out, "_outcome", entry.outcome);
  append_known(out, "comment", entry.comment);
  out += '}';
}

}  // namespace portalprobe
