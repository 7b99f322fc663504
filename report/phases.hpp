#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/sample.hpp"

namespace portalprobe {

/// The parts of one transfer, named as in HAR 1.2; TLS stands beside the connection, not in it.
enum class PhaseKind { dns, connect, tls, send, wait, receive };
inline constexpr int kPhaseKinds = 6;

std::string_view to_string(PhaseKind kind);

/// One part that took place, by marks counted from the measurement's start.
struct Phase {
  PhaseKind kind = PhaseKind::dns;
  microseconds from{0};
  microseconds to{0};

  microseconds duration() const { return to - from; }
  bool operator==(const Phase&) const = default;
};

/// The parts of a transfer that began at `started`; absent: it began on a connection that stood already, so
/// that sending has no beginning. A part whose beginning or end is not known is left out, and nothing of it
/// is given to its neighbours.
std::vector<Phase> phases_of(const Timings& timings, std::optional<microseconds> started);

/// Of a sample's final answer.
std::vector<Phase> phases_of(const Sample& sample);

/// The part in which a measurement ended early; absent: it did not, or nobody can tell.
std::optional<PhaseKind> stopped_in(const Sample& sample);

}  // namespace portalprobe
