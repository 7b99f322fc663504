#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/instrument_error.hpp"
#include "core/measurement.hpp"
#include "probe/self/reference_notes.hpp"

namespace portalprobe {

/// By how much one measurement of the reference server was off, mark by mark: what we said minus what was.
/// The way through the loopback (tens of microseconds) is in it. Absent: the mark did not happen.
struct ReferenceResult {
  std::optional<microseconds> connected;   ///< against the start: the loopback's handshake takes no time
  std::optional<microseconds> secured;     ///< against the server's last bytes of the handshake
  std::optional<microseconds> sent;        ///< against the request's arrival
  std::optional<microseconds> first_byte;  ///< against the writing of it, as `done`
  std::optional<microseconds> done;
  std::optional<microseconds> response_time;  ///< sent → done, against arrival → last byte written
  bool operator==(const ReferenceResult&) const = default;
};

/// Both clocks, read at one moment.
struct BothClocks {
  SteadyTime steady;
  WallTime wall;
};

/// Where the marks are counted from on the steady clock; absent if nothing was started. `now`: read shortly
/// after the measurement's end.
std::optional<SteadyTime> marks_from(const Measurement& measurement, const BothClocks& now);

/// Holds the marks, counted from `from`, against the server's notes. Nothing if the notes are of another
/// request: of one that the server had read before this one began, or answered after it had ended.
std::optional<ReferenceResult> compare(const Timings& marks, SteadyTime from, const ReferenceNotes& notes);

/// Statistics of each mark that some result has. The order of the results does not matter.
InstrumentError summarise(std::span<const ReferenceResult> results);

}  // namespace portalprobe
