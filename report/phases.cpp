#include "report/phases.hpp"

namespace portalprobe {
namespace {

using Mark = std::optional<microseconds>;

Mark first_of(Mark a, Mark b, Mark c) {
  if (a) return a;
  return b ? b : c;
}

/// From the marks alone, for failures that can come at any time.
std::optional<PhaseKind> stopped_after_marks(const Timings& t) {
  if (t.first_byte) return PhaseKind::receive;
  if (t.sent) return PhaseKind::wait;
  if (t.secured) return PhaseKind::send;
  return std::nullopt;
}

}  // namespace

std::string_view to_string(PhaseKind kind) {
  constexpr std::string_view kNames[kPhaseKinds] = {"dns", "connect", "tls", "send", "wait", "receive"};
  return kNames[static_cast<int>(kind)];
}

std::vector<Phase> phases_of(const Timings& t, std::optional<microseconds> started) {
  std::vector<Phase> phases;
  const auto add = [&phases](PhaseKind kind, Mark from, Mark to) {
    if (from && to && *to >= *from) phases.push_back({kind, *from, *to});
  };
  add(PhaseKind::dns, started, t.resolved);
  add(PhaseKind::connect, first_of(t.resolved, started, {}), t.connected);
  add(PhaseKind::tls, t.connected, t.secured);
  add(PhaseKind::send, first_of(t.secured, t.connected, t.resolved ? Mark{} : started), t.sent);
  add(PhaseKind::wait, t.sent, t.first_byte);
  add(PhaseKind::receive, t.first_byte, t.done);
  return phases;
}

std::vector<Phase> phases_of(const Sample& sample) {
  if (sample.connection == Connection::warm) return phases_of(sample.timings, sample.hop_started);
  return phases_of(sample.timings, sample.hop_started.value_or(microseconds(0)));
}

std::optional<PhaseKind> stopped_in(const Sample& sample) {
  if (sample.outcome == Outcome::ok || sample.timings.done) return std::nullopt;
  switch (sample.outcome) {
    case Outcome::dns_not_found:
    case Outcome::dns_server_failed:
    case Outcome::dns_timed_out:
      return PhaseKind::dns;
    case Outcome::connect_refused:
    case Outcome::connect_unreachable:
    case Outcome::connect_timed_out:
      return PhaseKind::connect;
    case Outcome::tls_certificate_expired:
    case Outcome::tls_certificate_not_yet_valid:
    case Outcome::tls_hostname_mismatch:
    case Outcome::tls_self_signed:
    case Outcome::tls_untrusted_issuer:
    case Outcome::tls_chain_incomplete:
    case Outcome::tls_handshake_failed:
    case Outcome::tls_timed_out:
      return PhaseKind::tls;
    default:
      return stopped_after_marks(sample.timings);
  }
}

}  // namespace portalprobe
