#include "probe/browser/request_marks.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "probe/browser/json_values.hpp"
#include "probe/browser/protocol_time.hpp"

namespace portalprobe {
namespace {

using Json = nlohmann::json;
using Mark = std::optional<SteadyTime>;

constexpr double kMostMs = 86'400'000;  // a day

/// An offset from the request's begin; −1 stands for "did not happen".
Mark mark_at(const Json& timing, const char* key, SteadyTime begin) {
  const auto ms = json::number_within(json::at(timing, key), 0, kMostMs);
  if (!ms) return std::nullopt;
  return begin +
         std::chrono::duration_cast<SteadyTime::duration>(std::chrono::duration<double, std::milli>(*ms));
}

void put_in_order(RequestMarks& marks) {
  SteadyTime last = *marks.started;
  for (Mark* mark : {&marks.resolved, &marks.connected, &marks.secured, &marks.sent, &marks.first_byte}) {
    if (!*mark) continue;
    *mark = std::max(**mark, last);
    last = **mark;
  }
}

}  // namespace

RequestMarks request_marks_from(const Json& timing) {
  RequestMarks marks;
  const auto seconds =
      json::number_within(json::at(timing, "requestTime"), 0, std::numeric_limits<double>::max());
  if (seconds) marks.started = steady_time_from(*seconds);
  if (!marks.started) return {};
  const auto mark = [&](const char* key) { return mark_at(timing, key, *marks.started); };
  marks.resolved = mark("dnsEnd");
  // `connectEnd` is the end of TLS where there is any.
  const Mark tls = mark("sslStart");
  marks.connected = tls ? tls : mark("connectEnd");
  marks.secured = mark("sslEnd");
  marks.sent = mark("sendEnd");
  marks.first_byte = mark("receiveHeadersStart");
  if (!marks.first_byte) marks.first_byte = mark("receiveHeadersEnd");
  put_in_order(marks);
  return marks;
}

void set_done(RequestMarks& marks, SteadyTime at) {
  for (const Mark& mark : {marks.started, marks.sent, marks.first_byte}) {
    if (mark) at = std::max(at, *mark);
  }
  marks.done = at;
}

microseconds since(SteadyTime zero, SteadyTime at) {
  return std::max(to_microseconds(at - zero), microseconds(0));
}

Timings timings_since(SteadyTime zero, const RequestMarks& marks) {
  const auto relative = [zero](const Mark& mark) {
    return mark ? std::optional(since(zero, *mark)) : std::nullopt;
  };
  Timings timings;
  timings.resolved = relative(marks.resolved);
  timings.connected = relative(marks.connected);
  timings.secured = relative(marks.secured);
  timings.sent = relative(marks.sent);
  timings.first_byte = relative(marks.first_byte);
  timings.done = relative(marks.done);
  return timings;
}

}  // namespace portalprobe
