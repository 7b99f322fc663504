#include "probe/browser/visit_sample.hpp"

#include "probe/browser/vitals.hpp"

namespace portalprobe {

void put_document(const DocumentAnswer& document, Sample& sample) {
  sample.timings = document.timings;
  sample.hop_started = document.hop_started;
  sample.redirects = document.redirects;
  sample.http_status = document.status;
  sample.http_version = document.http_version;
  sample.final_url = document.url;
  sample.remote_ip = document.remote_ip;
  sample.server_timing = document.server_timing;
  sample.age_s = document.age_s;
  sample.tls_version = document.tls_version;
  sample.tls_cipher = document.tls_cipher;
  sample.certificate_not_after = document.certificate_not_after;
  sample.bytes_body = document.bytes_body;
}

void put_vitals(const PageTimes& times, const std::vector<Period>& loads, bool ended_quiet, Sample& sample) {
  const microseconds seen = times.now.value_or(microseconds(0));
  sample.ttfb = times.first_byte;
  sample.first_contentful_paint = times.first_contentful_paint;
  sample.largest_contentful_paint = times.largest_contentful_paint;
  sample.load_event = times.load_event;
  const auto interactive = time_to_interactive(times, loads, {seen, ended_quiet});
  sample.total_blocking_time = total_blocking_time(times, interactive.value_or(seen));
  sample.cumulative_layout_shift = cumulative_layout_shift(times.shifts);
  sample.interaction_to_next_paint = interaction_to_next_paint(times.events, times.interactions);
}

}  // namespace portalprobe
