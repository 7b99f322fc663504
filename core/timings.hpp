#pragma once

#include <optional>

#include "core/clock.hpp"

namespace portalprobe {

/// Moments of one transfer, counted from the measurement's start; absent if they did not happen, never 0.
struct Timings {
  std::optional<microseconds> resolved;    ///< the name's addresses were there
  std::optional<microseconds> connected;   ///< TCP's handshake was complete
  std::optional<microseconds> secured;     ///< TLS's handshake was complete
  std::optional<microseconds> sent;        ///< the request was written
  std::optional<microseconds> first_byte;  ///< the answer's first (decrypted) byte was there
  std::optional<microseconds> done;        ///< its last one
  bool operator==(const Timings&) const = default;
};

/// Time between two marks, where both happened.
inline std::optional<microseconds> between(std::optional<microseconds> from, std::optional<microseconds> to) {
  if (!from || !to) return std::nullopt;
  return *to - *from;
}

/// From the request written to the first byte of the answer.
inline std::optional<microseconds> server_wait(const Timings& t) { return between(t.sent, t.first_byte); }
/// From the request written to the last byte of the answer.
inline std::optional<microseconds> response_time(const Timings& t) { return between(t.sent, t.done); }

}  // namespace portalprobe
