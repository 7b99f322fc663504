#include "results/prometheus_phases.hpp"

namespace portalprobe {
namespace {

using Mark = std::optional<microseconds>;
using Phases = std::array<Mark, kPrometheusPhases.size()>;

enum Phase : std::size_t { kResolve, kConnect, kTls, kProcessing, kTransfer };

Mark first_of(Mark a, Mark b) { return a ? a : b; }

/// `started`: of a hop whose connection was not there before, else absent.
void add_hop(Phases& phases, const Timings& t, Mark started) {
  const auto add = [&phases](Phase phase, Mark from, Mark to) {
    if (from && to && *to >= *from) phases[phase] = phases[phase].value_or(microseconds(0)) + (*to - *from);
  };
  add(kResolve, started, t.resolved);
  add(kConnect, first_of(t.resolved, started), t.connected);
  add(kTls, t.connected, t.secured);
  // From the connection that stands to the first byte; on one that stood already, from the request on.
  add(kProcessing, first_of(first_of(t.secured, t.connected), t.sent), t.first_byte);
  add(kTransfer, t.first_byte, t.done);
}

/// A warm sample's marks begin on a connection that stands.
Mark start_of_first(const Sample& sample) {
  return sample.connection == Connection::warm ? Mark() : Mark(microseconds(0));
}

}  // namespace

Phases prometheus_phases(const Sample& sample) {
  Phases phases;
  bool is_first = true;
  for (const auto& hop : sample.redirects) {
    add_hop(phases, hop.timings, is_first ? start_of_first(sample) : Mark(hop.started));
    is_first = false;
  }
  add_hop(phases, sample.timings, is_first ? start_of_first(sample) : sample.hop_started);
  return phases;
}

Mark first_lookup(const Sample& sample) {
  if (sample.connection == Connection::warm) return std::nullopt;
  return sample.redirects.empty() ? sample.timings.resolved : sample.redirects.front().timings.resolved;
}

Mark prometheus_duration(const Sample& sample) {
  switch (sample.engine) {
    case EngineKind::network:
      return first_of(sample.network_load, sample.censored_after);
    case EngineKind::browser:
    case EngineKind::film:
      return first_of(sample.load_event, sample.censored_after);
    default:
      return first_of(sample.timings.done, sample.censored_after);
  }
}

}  // namespace portalprobe
