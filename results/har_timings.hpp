#pragma once

#include <optional>

#include "core/clock.hpp"
#include "core/timings.hpp"

namespace portalprobe {

/// The parts of one request as HAR 1.2 has them: durations; absent is its −1.
struct HarTimings {
  std::optional<microseconds> blocked;  ///< waited for its turn, or for a connection that others had
  std::optional<microseconds> dns;
  std::optional<microseconds> connect;  ///< TLS included
  std::optional<microseconds> ssl;      ///< inside `connect`
  std::optional<microseconds> send;
  std::optional<microseconds> wait;
  std::optional<microseconds> receive;

  /// The sum of the parts, TLS counted once.
  microseconds total() const;
  bool operator==(const HarTimings&) const = default;
};

/// Of a request that was asked for at `asked` and whose turn came at `began`; absent: its beginning is not
/// known (redirects came before it), and all until its first mark counts as blocked. So does what an
/// established connection let it wait until it was sent.
HarTimings har_timings(microseconds asked, std::optional<microseconds> began, const Timings& marks);

}  // namespace portalprobe
