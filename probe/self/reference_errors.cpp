#include "probe/self/reference_errors.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <utility>
#include <vector>

namespace portalprobe {
namespace {

/// The smallest value that at least the share `q` of all does not exceed.
microseconds quantile(const std::vector<microseconds>& sorted, double q) {
  const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

MarkError statistics_of(std::vector<microseconds> errors) {
  MarkError result;
  result.samples = errors.size();
  const auto sum = std::accumulate(errors.begin(), errors.end(), microseconds(0));
  result.bias = sum / static_cast<microseconds::rep>(errors.size());
  for (auto& error : errors) error = std::chrono::abs(error);
  std::ranges::sort(errors);
  result.p50 = quantile(errors, 0.5);
  result.p99 = quantile(errors, 0.99);
  result.max = errors.back();
  return result;
}

}  // namespace

std::optional<SteadyTime> marks_from(const Measurement& measurement, const BothClocks& now) {
  if (measurement.marks_from) return measurement.marks_from;
  if (!measurement.sample.started_at) return std::nullopt;
  return now.steady - (now.wall - *measurement.sample.started_at);
}

std::optional<ReferenceResult> compare(const Timings& marks, SteadyTime from, const ReferenceNotes& notes) {
  if (!marks.sent || !marks.first_byte || !marks.done) return std::nullopt;
  // Ports come back: far off means that this is about another connection, not that we are so bad.
  constexpr SteadyTime::duration kAnotherOne = std::chrono::seconds(1);
  if (notes.read < from - kAnotherOne || notes.last_byte > from + *marks.done + kAnotherOne) {
    return std::nullopt;
  }
  const auto off = [&](microseconds mark, SteadyTime truth) { return to_microseconds(from + mark - truth); };
  ReferenceResult result;
  result.connected = marks.connected;
  if (marks.secured && notes.greeted) result.secured = off(*marks.secured, *notes.greeted);
  result.sent = off(*marks.sent, notes.arrived);
  result.first_byte = off(*marks.first_byte, notes.first_byte);
  result.done = off(*marks.done, notes.last_byte);
  result.response_time = *result.done - *result.sent;
  return result;
}

InstrumentError summarise(std::span<const ReferenceResult> results) {
  using Field = std::optional<microseconds> ReferenceResult::*;
  constexpr std::pair<const char*, Field> kFields[] = {
      {"connected", &ReferenceResult::connected}, {"secured", &ReferenceResult::secured},
      {"sent", &ReferenceResult::sent},           {"first_byte", &ReferenceResult::first_byte},
      {"done", &ReferenceResult::done},           {"response_time", &ReferenceResult::response_time}};
  InstrumentError summary;
  for (const auto& [name, field] : kFields) {
    std::vector<microseconds> errors;
    for (const auto& result : results) {
      if (result.*field) errors.push_back(*(result.*field));
    }
    if (!errors.empty()) summary[name] = statistics_of(std::move(errors));
  }
  return summary;
}

}  // namespace portalprobe
