#include "scheduler/tally.hpp"

#include <utility>

namespace portalprobe {

Tally::Tally(std::span<const Portal> portals, std::span<const PlannedMeasurement> plan)
    : portals_(portals), load_(portals.size()), planned_(portals.size()) {
  result_.planned = plan.size();
  for (const auto& planned : plan) planned_[planned.portal] = true;
}

void Tally::add_load(std::uint32_t portal, const Measurement& measurement, const Held& held, bool backoff) {
  PortalLoad& load = load_[portal];
  load.requests += measurement.sample.requests.value_or(0);
  load.bytes_sent += measurement.bytes_sent;
  load.bytes_received += measurement.bytes_received;
  load.held_for_gap += held.gap;
  load.held_for_limits += held.limits + measurement.held_at_address;
  load.held_for_backoff += held.backoff;
  if (backoff) ++load.backoffs;
}

void Tally::add_sample(Outcome outcome, bool fit) {
  ++result_.samples;
  ++result_.by_outcome[outcome];
  if (!fit) ++result_.unfit;
}

SweepResult Tally::finish(std::uint64_t decided) {
  result_.not_started = result_.planned - decided;
  result_.complete = result_.samples == result_.planned;
  for (std::size_t i = 0; i < load_.size(); ++i) {
    if (planned_[i]) result_.load.emplace(portals_[i].id, load_[i]);
  }
  return std::move(result_);
}

}  // namespace portalprobe
