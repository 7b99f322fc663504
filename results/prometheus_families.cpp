#include "results/prometheus_families.hpp"

#include <charconv>

#include "results/prometheus_phases.hpp"

namespace portalprobe {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

template <auto Member>
void duration(FamilyWriter& out, const Sample& sample) {
  if (sample.*Member) out.seconds(*(sample.*Member));
}
template <auto Member>
void count(FamilyWriter& out, const Sample& sample) {
  if (sample.*Member) out.integer(static_cast<std::int64_t>(*(sample.*Member)));
}
void optional_seconds(FamilyWriter& out, const std::optional<microseconds>& duration) {
  if (duration) out.seconds(*duration);
}

// blackbox_exporter's

/// What was not sent neither succeeded nor failed.
void success(FamilyWriter& out, const Sample& sample) {
  if (was_sent(sample.outcome)) out.integer(sample.outcome == Outcome::ok ? 1 : 0);
}
void whole_duration(FamilyWriter& out, const Sample& sample) {
  optional_seconds(out, prometheus_duration(sample));
}
void lookup(FamilyWriter& out, const Sample& sample) { optional_seconds(out, first_lookup(sample)); }
void phases(FamilyWriter& out, const Sample& sample) {
  const auto phases = prometheus_phases(sample);
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (phases[i]) out.seconds({{"phase", kPrometheusPhases[i]}}, *phases[i]);
  }
}
void http_version(FamilyWriter& out, const Sample& sample) {
  double version = 0;
  const std::string& text = sample.http_version;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), version);
  if (!text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size()) out.real(version);
}
void redirects(FamilyWriter& out, const Sample& sample) {
  if (sample.http_status) out.integer(static_cast<std::int64_t>(sample.redirects.size()));
}
void over_tls(FamilyWriter& out, const Sample& sample) {
  const bool secured = !sample.tls_version.empty() || sample.final_url.starts_with("https:");
  if (sample.http_status) out.integer(secured ? 1 : 0);
}
void ip_protocol(FamilyWriter& out, const Sample& sample) {
  if (!sample.remote_ip.empty()) out.integer(sample.remote_ip.find(':') == std::string::npos ? 4 : 6);
}
void certificate_expiry(FamilyWriter& out, const Sample& sample) {
  if (sample.certificate_not_after)
    out.integer(floor<seconds>(*sample.certificate_not_after).time_since_epoch().count());
}
/// OpenSSL says `TLSv1.3`, Go `TLS 1.3`.
void tls_version(FamilyWriter& out, const Sample& sample) {
  constexpr std::string_view kOpenSsl = "TLSv";
  if (sample.tls_version.empty()) return;
  std::string version = sample.tls_version;
  if (version == "TLSv1") version = "TLSv1.0";
  if (version.starts_with(kOpenSsl)) version = "TLS " + version.substr(kOpenSsl.size());
  out.integer({{"version", version}}, 1);
}

// ours

void outcome(FamilyWriter& out, const Sample& sample) {
  out.integer({{"outcome", to_string(sample.outcome)}, {"side", to_string(sample.side)}}, 1);
}
void fit(FamilyWriter& out, const Sample& sample) { out.integer(sample.fit ? 1 : 0); }
void held(FamilyWriter& out, const Sample& sample) { out.seconds(sample.held); }
void round(FamilyWriter& out, const Sample& sample) { out.integer(sample.round); }
void timestamp(FamilyWriter& out, const Sample& sample) {
  out.seconds(sample.started_at.value_or(sample.scheduled_at).time_since_epoch());
}
void browser_needed(FamilyWriter& out, const Sample& sample) {
  if (sample.needs_browser) out.integer(*sample.needs_browser ? 1 : 0);
}
void layout_shift(FamilyWriter& out, const Sample& sample) {
  if (sample.cumulative_layout_shift) out.real(*sample.cumulative_layout_shift);
}

using S = Sample;
constexpr PrometheusFamily kFamilies[] = {
    {"probe_success", "Whether the measurement's outcome was ok", success},
    {"probe_duration_seconds", "How long the measurement took", whole_duration},
    {"probe_dns_lookup_time_seconds", "How long the look-up of the first name took", lookup},
    {"probe_http_duration_seconds", "Duration of the request by phase, summed over all redirects", phases},
    {"probe_http_status_code", "Status of the final answer", count<&S::http_status>},
    {"probe_http_version", "HTTP version of the final answer", http_version},
    {"probe_http_redirects", "How many redirects were followed", redirects},
    {"probe_http_uncompressed_body_length", "Bytes of the final body, decoded", count<&S::bytes_body>},
    {"probe_http_ssl", "Whether the final answer came over TLS", over_tls},
    {"probe_ip_protocol", "IP version of the final connection", ip_protocol},
    {"probe_ssl_earliest_cert_expiry", "When the server's own certificate expires, in unixtime",
     certificate_expiry},
    {"probe_tls_version_info", "The TLS version of the final connection", tls_version},
    {"portal_probe_outcome", "How the measurement ended, and whose doing it was", outcome},
    {"portal_probe_fit", "Whether the probe itself was fit to measure", fit},
    {"portal_probe_sample_timestamp_seconds", "When the measurement started, or was to start, in unixtime",
     timestamp},
    {"portal_probe_round", "The round of the sweep, from 0, that the sample is of", round},
    {"portal_probe_held_seconds", "How long the measurement was held back for manners", held},
    {"portal_probe_lateness_seconds", "By how much the probe itself started it late", duration<&S::lateness>},
    {"portal_probe_censored_after_seconds", "When a measurement that came to no end was given up",
     duration<&S::censored_after>},
    {"portal_probe_ttfb_seconds", "Time to first byte of a cold measurement, redirects included",
     duration<&S::ttfb>},
    {"portal_probe_server_wait_seconds", "From the request sent to the first byte of its answer",
     duration<&S::server_wait>},
    {"portal_probe_response_time_seconds", "From the request sent to the last byte of its answer",
     duration<&S::response_time>},
    {"portal_probe_network_load_seconds", "Page load without a browser: a lower bound",
     duration<&S::network_load>},
    {"portal_probe_needs_browser", "Whether the page shows nothing without a browser", browser_needed},
    {"portal_probe_first_contentful_paint_seconds", "First contentful paint",
     duration<&S::first_contentful_paint>},
    {"portal_probe_largest_contentful_paint_seconds", "Largest contentful paint",
     duration<&S::largest_contentful_paint>},
    {"portal_probe_load_event_seconds", "The page's load event", duration<&S::load_event>},
    {"portal_probe_total_blocking_time_seconds", "Total blocking time", duration<&S::total_blocking_time>},
    {"portal_probe_interaction_to_next_paint_seconds", "Interaction to next paint",
     duration<&S::interaction_to_next_paint>},
    {"portal_probe_cumulative_layout_shift", "Cumulative layout shift", layout_shift},
    {"portal_probe_speed_index_seconds", "Speed Index", duration<&S::speed_index>},
    {"portal_probe_emc_level", "Level of the EMC tag that the page bears", count<&S::emc_level>},
    {"portal_probe_transferred_bytes", "Headers and bodies as transferred, of all hops",
     count<&S::bytes_wire>},
    {"portal_probe_requests", "Requests sent for the sample", count<&S::requests>},
    {"portal_probe_requests_failed", "Those of them that failed", count<&S::requests_failed>},
};

}  // namespace

std::span<const PrometheusFamily> prometheus_families() { return kFamilies; }

void append_sweep_info(std::string& out, const SweepRecord& record) {
  FamilyWriter writer(out, "portal_probe_sweep_info", "The sweep that the samples are of");
  writer.integer({{"sweep", record.id},
                  {"name", record.name},
                  {"schedule", record.schedule_id},
                  {"stratum", record.stratum},
                  {"vantage", record.vantage_id},
                  {"complete", record.complete ? "true" : "false"},
                  {"imported", record.imported ? "true" : "false"}},
                 1);
}

}  // namespace portalprobe
