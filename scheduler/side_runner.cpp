#include "scheduler/side_runner.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "scheduler/completion.hpp"

namespace portalprobe {

void SideRunner::begin(SteadyTime now, End on_end) {
  on_end_ = std::move(on_end);
  for (const SideSeries& series : order_.beside) series_.push_back({&series, SideCadence(series, now)});
}

void SideRunner::start_due(SteadyTime now, WallTime wall) {
  for (auto& series : series_) {
    if (!series.running && series.cadence.due() <= now) start(series, now, wall);
  }
}

void SideRunner::hurry_controls(SteadyTime now) {
  for (auto& series : series_) {
    if (series.what->control) series.cadence.hurry(now);
  }
}

void SideRunner::start(Series& series, SteadyTime now, WallTime wall) {
  const SteadyTime due = series.cadence.due();
  const SteadyTime eligible_at = std::max(due, series.free_since);
  PlannedMeasurement planned = series.cadence.take(now);
  planned.scheduled_at = wall - to_microseconds(now - due);
  const auto index = static_cast<std::size_t>(&series - series_.data());
  const std::uint64_t generation = ++series.generation;
  series.running = true;
  ++in_flight_;
  const auto on_done = [this, alive = std::weak_ptr(alive_), index, generation, planned,
                        eligible_at](Measurement measurement) {
    if (!alive.expired()) end(index, generation, planned, eligible_at, std::move(measurement));
  };
  try {
    series.id = engine_.start(
        series.what->portals[planned.portal], planned,
        [](const std::string&, const std::function<void()>& enter) { enter(); }, on_done);
  } catch (const std::exception& e) {
    on_done(not_startable(e.what(), now));
  }
}

void SideRunner::end(std::size_t index, std::uint64_t generation, const PlannedMeasurement& planned,
                     SteadyTime eligible_at, Measurement measurement) {
  Series& series = series_[index];
  if (!series.running || series.generation != generation) return;  // abandoned
  series.running = false;
  series.free_since = clock_.steady();
  --in_flight_;
  complete(measurement, order_, series.what->portals[planned.portal], planned, eligible_at, Held{});
  on_end_(std::move(measurement), *series.what);
}

std::optional<SteadyTime> SideRunner::next_wakeup() const {
  std::optional<SteadyTime> next;
  for (const auto& series : series_) {
    if (!series.running) next = std::min(next.value_or(series.cadence.due()), series.cadence.due());
  }
  return next;
}

void SideRunner::cancel() {
  for (const auto& series : series_) {
    if (series.running) engine_.cancel(series.id);
  }
}

void SideRunner::abandon() {
  for (auto& series : series_) series.running = false;
  in_flight_ = 0;
}

}  // namespace portalprobe
