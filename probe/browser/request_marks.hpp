#pragma once

#include <nlohmann/json_fwd.hpp>

#include <optional>

#include "core/clock.hpp"
#include "core/timings.hpp"

namespace portalprobe {

/// Moments of one hop of a request, by the steady clock; absent if they did not happen, or are not told.
struct RequestMarks {
  std::optional<SteadyTime> started;  ///< the network stack took it up
  std::optional<SteadyTime> resolved;
  std::optional<SteadyTime> connected;
  std::optional<SteadyTime> secured;
  std::optional<SteadyTime> sent;
  std::optional<SteadyTime> first_byte;
  std::optional<SteadyTime> done;
  bool operator==(const RequestMarks&) const = default;
};

/// From a response's `timing` (Network.ResourceTiming): what was opened for this request alone. Moments come
/// in their order, whatever was sent: one that would precede another is taken to be that one's.
RequestMarks request_marks_from(const nlohmann::json& timing);

/// The end of a request, no earlier than what came before it.
void set_done(RequestMarks& marks, SteadyTime at);

/// Since `zero`; what was before that counts as 0.
microseconds since(SteadyTime zero, SteadyTime at);
Timings timings_since(SteadyTime zero, const RequestMarks& marks);

}  // namespace portalprobe
