#include "tests/bench/simulated_sample.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <numbers>
#include <utility>

namespace portalprobe::bench {
namespace {

constexpr double kPageLimit = 2.5e6;                    // microseconds
constexpr double kResponseLimit = 0.2e6;                // microseconds
constexpr double kUpperQuartile = 0.67448975019608171;  // of the standard normal distribution
/// The fastest portal's p75 and the slowest's, in limits; between them logarithms are spread evenly.
constexpr double kFastest = 0.35;
constexpr double kSlowest = 1.9;

double to_uniform(std::uint64_t bits) { return (static_cast<double>(bits >> 11U) + 0.5) * 0x1.0p-53; }

/// Two independent even numbers give one normal (Box and Muller).
double to_normal(double a, double b) {
  return std::sqrt(-2 * std::log(a)) * std::cos(2 * std::numbers::pi * b);
}

std::uint64_t mixed(std::uint64_t a, std::uint64_t b, std::uint64_t c) { return mix(mix(mix(a) ^ b) ^ c); }

microseconds us(double value) { return microseconds(std::llround(value)); }

double spread(std::uint64_t bits) {
  return std::exp(std::log(kFastest) + to_uniform(bits) * (std::log(kSlowest) - std::log(kFastest)));
}

Ailment ailment_of(std::size_t portal) {
  if (portal % 41 == 11) return Ailment::moved;
  if (portal % 29 == 7) return Ailment::walled;
  if (portal % 17 == 5) return Ailment::flaky;
  if (portal % 23 == 3) return Ailment::tended;
  return Ailment::none;
}

}  // namespace

Truth truth_of(const World& world, std::size_t portal) {
  return {ailment_of(portal), spread(mixed(world.seed, portal, 1)), spread(mixed(world.seed, portal, 2))};
}

SampleMaker::SampleMaker(const World& world, Scene scene)
    : world_(world), scene_(std::move(scene)), random_(mixed(world.seed, scene_.number, 0)) {}

double SampleMaker::uniform() { return to_uniform(random_.next()); }
double SampleMaker::normal() {
  const double first = uniform();
  return to_normal(first, uniform());
}

/// The same for all that one vantage measures of a portal in one night.
double SampleMaker::night_effect(std::size_t portal) const {
  const std::uint64_t bits = mixed(world_.seed ^ scene_.vantage, portal, scene_.night);
  return to_normal(to_uniform(mix(bits)), to_uniform(mix(bits + 1)));
}

double SampleMaker::lognormal(double p75, std::size_t portal) {
  const double together = std::sqrt(world_.correlation) * night_effect(portal);
  const double alone = std::sqrt(1 - world_.correlation) * normal();
  return p75 * std::exp(world_.sigma * (together + alone - kUpperQuartile));
}

void SampleMaker::make(const Portal& portal, const PlannedMeasurement& planned, Sample& sample) {
  sample = Sample();
  set_identity(portal, planned, sample);
  const Truth truth = truth_of(world_, planned.portal);
  if (truth.ailment == Ailment::tended && scene_.night % 10 == 4) {
    sample.outcome = Outcome::skipped_maintenance;
    sample.detail = "announced";
    return;
  }
  set_times(planned, truth, portal.targets[planned.target], sample);
  sample.title = portal.name;
  const Draw draw = draw_outcome(truth);
  if (draw.outcome != Outcome::ok) fail(draw, sample);
  sample.fit = uniform() >= world_.unfit;
  if (!sample.fit) sample.unfit_reason = "lateness";
}

void SampleMaker::set_identity(const Portal& portal, const PlannedMeasurement& planned, Sample& sample) {
  const Target& target = portal.targets[planned.target];
  sample.sweep_id = scene_.sweep_id;
  sample.round = planned.round;
  sample.portal_id = portal.id;
  sample.target_id = target.id;
  sample.role = target.role;
  sample.kind = target.kind;
  sample.engine = planned.engine;
  sample.profile = planned.profile;
  sample.connection = planned.connection;
  sample.ip_family = planned.ip_family;
  sample.stratum = scene_.stratum;
  sample.vantage_id = scene_.vantage_id;
  sample.scheduled_at = planned.scheduled_at;
}

void SampleMaker::set_times(const PlannedMeasurement& planned, const Truth& truth, const Target& target,
                            Sample& sample) {
  sample.lateness = us(40 + 80 * uniform());
  sample.started_at = sample.scheduled_at + *sample.lateness;
  sample.error = us(5 + 30 * uniform());
  sample.loop_lag = us(20 + 100 * uniform());
  sample.run_delay = us(50 * uniform());
  sample.requests = 1;
  sample.http_status = 200;
  sample.http_version = "2";
  sample.final_url = target.url;
  sample.bytes_body = 20'000 + random_.below(200'000);
  sample.bytes_wire = *sample.bytes_body / 4;
  sample.remote_ip = fmt::format("203.0.113.{}", planned.portal % 250);
  sample.local_port = static_cast<std::uint16_t>(32'768 + random_.below(28'000));
  sample.tcp_rtt = us(20'000 + 5'000 * uniform());
  sample.tls_version = "TLSv1.3";
  sample.tls_cipher = "TLS_AES_256_GCM_SHA384";
  sample.certificate_not_after = WallTime(std::chrono::hours(24 * (20'800 + planned.portal)));
  if (sample.kind == TargetKind::page && planned.engine != EngineKind::http) {
    set_page(lognormal(truth.page * kPageLimit, planned.portal), target, sample);
  } else {
    const double size = sample.kind == TargetKind::page ? 2 : 1;  // a document takes longer than an answer
    set_document(lognormal(size * truth.response * kResponseLimit, planned.portal),
                 planned.connection == Connection::warm, sample);
  }
}

void SampleMaker::set_document(double response, bool warm, Sample& sample) {
  for (int i = 0; i < 4; ++i) sample.body_sha256 += fmt::format("{:016x}", random_.next());
  double at = 0;
  if (!warm) {
    sample.resolver = "192.0.2.53:53";
    sample.dns_ttl_s = 300;
    sample.timings.resolved = us(at += 4'000 + 3'000 * uniform());
    sample.timings.connected = us(at += 22'000 + 3'000 * uniform());
    sample.timings.secured = us(at += 46'000 + 5'000 * uniform());
  }
  sample.timings.sent = us(at += 150);
  sample.timings.first_byte = us(at + 0.85 * response);
  sample.timings.done = us(at + response);
  if (warm) {
    sample.server_wait = server_wait(sample.timings);
    sample.response_time = response_time(sample.timings);
  } else {
    sample.ttfb = sample.timings.first_byte;
  }
}

void SampleMaker::set_page(double load, const Target& target, Sample& sample) {
  sample.requests = static_cast<std::uint32_t>(20 + random_.below(60));
  sample.requests_failed = 0;
  switch (sample.engine) {
    case EngineKind::network:
      sample.ttfb = us(0.15 * load);
      sample.network_load = us(load);
      sample.needs_browser = false;
      break;
    case EngineKind::film:
      sample.speed_index = us(0.9 * load);
      break;
    default:
      sample.ttfb = us(0.15 * load);
      sample.first_contentful_paint = us(0.6 * load);
      sample.largest_contentful_paint = us(load);
      sample.load_event = us(1.2 * load);
      sample.total_blocking_time = us(load / 12);
      if (!target.interactions.empty()) sample.interaction_to_next_paint = us(load / 15);
      sample.cumulative_layout_shift = load / kPageLimit * 0.1;
  }
}

SampleMaker::Draw SampleMaker::draw_outcome(const Truth& truth) {
  if (truth.ailment == Ailment::moved) return {Outcome::moved, Side::portal};
  const double walls = truth.ailment == Ailment::walled ? 0.6 : 0.001;
  const double failures = truth.ailment == Ailment::flaky ? 0.15 : 0.004;
  double left = uniform();
  if ((left -= walls) < 0) return {Outcome::blocked, Side::protection};
  if ((left -= failures) < 0) return failure_of_portal();
  if ((left -= 0.002) < 0) return {Outcome::dns_timed_out, Side::network};
  if ((left -= 0.001) < 0) return {Outcome::connect_reset, Side::network};
  if ((left -= 0.002) < 0) return {Outcome::connect_timed_out, Side::vantage};
  if ((left -= 0.001) < 0) return {Outcome::connect_timed_out, Side::unexplained};
  if ((left -= 0.0005) < 0) return {Outcome::probe_error, Side::probe};
  return {};
}

SampleMaker::Draw SampleMaker::failure_of_portal() {
  static constexpr Outcome kFailures[] = {Outcome::http_server_error, Outcome::timed_out,
                                          Outcome::connect_refused, Outcome::content_unexpected};
  return {kFailures[random_.below(std::size(kFailures))], Side::portal};
}

/// An answer that was none keeps its times: it came, and perhaps quickly. What broke off has none.
void SampleMaker::fail(const Draw& draw, Sample& sample) {
  sample.outcome = draw.outcome;
  sample.side = draw.side;
  sample.detail = "simulated";
  if (draw.outcome == Outcome::http_server_error) sample.http_status = 503;
  if (draw.outcome == Outcome::blocked) sample.http_status = 403;
  const bool answered = draw.outcome == Outcome::http_server_error || draw.outcome == Outcome::blocked ||
                        draw.outcome == Outcome::content_unexpected || draw.outcome == Outcome::moved;
  if (answered) return;
  if (draw.outcome == Outcome::timed_out) sample.censored_after = std::chrono::seconds(30);
  sample.http_status.reset();
  sample.http_version.clear();
  sample.final_url.clear();
  sample.bytes_body.reset();
  sample.body_sha256.clear();
  sample.title.clear();
  sample.timings.first_byte.reset();
  sample.timings.done.reset();
  sample.cumulative_layout_shift.reset();
  for (auto* time : {&sample.ttfb, &sample.server_wait, &sample.response_time, &sample.network_load,
                     &sample.first_contentful_paint, &sample.largest_contentful_paint, &sample.load_event,
                     &sample.total_blocking_time, &sample.interaction_to_next_paint, &sample.speed_index}) {
    time->reset();
  }
}

}  // namespace portalprobe::bench
