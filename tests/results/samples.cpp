#include "tests/results/samples.hpp"

namespace portalprobe {
namespace {

using std::chrono::sys_days;

const WallTime kNight = sys_days(std::chrono::year(2026) / 11 / 20) + std::chrono::hours(15);

void set_identity(Sample& sample) {
  sample.sweep_id = kSweepId;
  sample.round = 23;
  sample.portal_id = "thừa-thiên-huế";
  sample.target_id = "tra-cứu";
  sample.role = "lookup";
  sample.kind = TargetKind::action;
  sample.engine = EngineKind::browser;
  sample.profile = Profile::mobile;
  sample.connection = Connection::warm;
  sample.ip_family = IpFamily::ipv6;
  sample.stratum = "night";
  sample.vantage_id = "ha-noi-1";
}

void set_times(Sample& sample) {
  sample.scheduled_at = kNight + microseconds(1);
  sample.held = microseconds(2);
  sample.started_at = kNight + microseconds(3);
  sample.lateness = microseconds(-4);
  sample.error = microseconds(5);
  sample.loop_lag = microseconds(6);
  sample.run_delay = microseconds(8);
  sample.throttled = microseconds(9);
  sample.stolen = microseconds(10'000);
  sample.fit = false;
  sample.unfit_reason = "late by 51 ms";
  sample.outcome = Outcome::tls_chain_incomplete;
  sample.side = Side::portal;
  sample.detail = "issuer \"CN=Trung gian, O=Ví dụ\"\nnot sent; \\ and \t and \x01";
  sample.censored_after = microseconds(7);
}

void set_metrics(Sample& sample) {
  sample.timings = {microseconds(10), microseconds(11), microseconds(12),
                    microseconds(13), microseconds(14), microseconds(15)};
  sample.hop_started = microseconds(16);
  sample.ttfb = microseconds(17);
  sample.server_wait = microseconds(18);
  sample.response_time = microseconds(19);
  sample.network_load = microseconds(20);
  sample.needs_browser = false;
  sample.page_capped = "requests";
  sample.first_contentful_paint = microseconds(21);
  sample.largest_contentful_paint = microseconds(22);
  sample.load_event = microseconds(23);
  sample.total_blocking_time = microseconds(0);
  sample.interaction_to_next_paint = microseconds(25);
  sample.cumulative_layout_shift = 0.1;
  sample.speed_index = microseconds(26);
  sample.emc_level = 3;
  sample.emc_site_id = "site-27";
}

void set_http(Sample& sample) {
  sample.http_status = 503;
  sample.http_version = "1.1";
  sample.redirects = {{"http://a.example/?q=\"1\"",
                       301,
                       microseconds(0),
                       {microseconds(1), {}, {}, microseconds(2), microseconds(3), {}}},
                      {"https://b.example/ờ", 308, microseconds(4), {}}};
  sample.final_url = "https://b.example/,c";
  sample.bytes_wire = 1ULL << 40U;
  sample.bytes_body = 0;
  sample.requests = 4'000'000'000U;
  sample.requests_failed = 1;
  sample.server_timing = "db;dur=53.2, cache;desc=\"hit\"";
  sample.age_s = 600;
  sample.body_sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  sample.title = "Cổng Dịch vụ công - trang chủ";
}

void set_network(Sample& sample) {
  sample.remote_ip = "2001:db8::1";
  sample.local_port = 65535;
  sample.via_proxy = true;
  sample.resolver = "[2001:db8::53]:53";
  sample.dns_ttl_s = 300;
  sample.tcp_rtt = microseconds(30);
  sample.tcp_retransmits = 2;
  sample.tls_version = "TLSv1.3";
  sample.tls_cipher = "TLS_AES_256_GCM_SHA384";
  sample.certificate_not_after = kNight + std::chrono::hours(2400);
}

}  // namespace

Sample bare_sample(const std::string& portal, std::uint32_t round) {
  Sample sample;
  sample.sweep_id = kSweepId;
  sample.portal_id = portal;
  sample.target_id = "home";
  sample.round = round;
  sample.scheduled_at = kNight;
  return sample;
}

Sample full_sample() {
  Sample sample;
  set_identity(sample);
  set_times(sample);
  set_metrics(sample);
  set_http(sample);
  set_network(sample);
  return sample;
}

Sample usual_sample(int portal, std::uint32_t round) {
  const int vary = portal * 31 + static_cast<int>(round) * 7;
  Sample sample = full_sample();
  sample.portal_id = "portal-" + std::to_string(portal);
  sample.target_id = "home";
  sample.kind = TargetKind::page;
  sample.engine = EngineKind::http;
  sample.profile = Profile::none;
  sample.connection = Connection::cold;
  sample.ip_family = IpFamily::ipv4;
  sample.round = round;
  sample.scheduled_at = kNight + microseconds(20'000'003LL * vary);
  sample.started_at = sample.scheduled_at + microseconds(120 + vary);
  sample.fit = true;
  sample.unfit_reason.clear();
  sample.outcome = Outcome::ok;
  sample.side = Side::none;
  sample.detail.clear();
  sample.censored_after.reset();
  sample.timings = {microseconds(11'000 + vary), microseconds(43'000 + vary),  microseconds(99'000 + vary),
                    microseconds(99'500 + vary), microseconds(180'000 + vary), microseconds(260'000 + vary)};
  for (auto* absent : {&sample.hop_started, &sample.network_load, &sample.first_contentful_paint,
                       &sample.speed_index, &sample.largest_contentful_paint, &sample.load_event,
                       &sample.total_blocking_time, &sample.interaction_to_next_paint}) {
    absent->reset();
  }
  sample.needs_browser.reset();
  sample.page_capped.clear();
  sample.cumulative_layout_shift.reset();
  sample.emc_level.reset();
  sample.emc_site_id.clear();
  sample.redirects.clear();
  sample.final_url = "https://dichvucong.portal-" + std::to_string(portal) + ".example.vn/";
  sample.http_status = 200;
  sample.bytes_wire = static_cast<std::uint64_t>(48'211 + vary);
  sample.bytes_body = static_cast<std::uint64_t>(190'000 + vary);
  sample.server_timing.clear();
  sample.age_s.reset();
  sample.title = "Cổng Dịch vụ công số " + std::to_string(portal);
  sample.remote_ip = "203.0.113." + std::to_string(portal % 250);
  sample.local_port = static_cast<std::uint16_t>(32'768 + vary % 20'000);
  return sample;
}

Measurement measurement(Sample sample) {
  Measurement made;
  made.sample = std::move(sample);
  return made;
}

std::vector<Measurement> measurements(const std::vector<Sample>& samples) {
  std::vector<Measurement> made;
  for (const auto& sample : samples) made.push_back(measurement(sample));
  return made;
}

SweepRecord sweep_record(const std::string& id, Shard shard) {
  SweepRecord record;
  record.id = id;
  record.name = "Nightly sweep";
  record.vantage_id = "ha-noi-1";
  record.shard = shard;
  record.scheduled_at = kNight;
  record.started_at = kNight + std::chrono::seconds(1);
  record.planned = 100;
  record.rounds = 24;
  return record;
}

}  // namespace portalprobe
