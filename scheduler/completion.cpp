#include "scheduler/completion.hpp"

#include <algorithm>
#include <utility>

#include "scheduler/fitness.hpp"

namespace portalprobe {

void identify(Sample& sample, const SweepOrder& order, const PlannedMeasurement& planned) {
  identify(sample, order, order.portals[planned.portal], planned);
}

void identify(Sample& sample, const SweepOrder& order, const Portal& portal,
              const PlannedMeasurement& planned) {
  const Target& target = portal.targets[planned.target];
  sample.sweep_id = order.sweep_id;
  sample.stratum = order.stratum;
  sample.vantage_id = order.vantage_id;
  sample.portal_id = portal.id;
  sample.target_id = target.id;
  sample.role = target.role;
  sample.kind = target.kind;
  sample.round = planned.round;
  sample.engine = planned.engine;
  sample.profile = planned.profile;
  sample.connection = planned.connection;
  sample.ip_family = planned.ip_family;
  sample.scheduled_at = planned.scheduled_at;
}

void complete(Measurement& measurement, const SweepOrder& order, const PlannedMeasurement& planned,
              SteadyTime eligible_at, const Held& held) {
  complete(measurement, order, order.portals[planned.portal], planned, eligible_at, held);
}

void complete(Measurement& measurement, const SweepOrder& order, const Portal& portal,
              const PlannedMeasurement& planned, SteadyTime eligible_at, const Held& held) {
  Sample& sample = measurement.sample;
  identify(sample, order, portal, planned);
  sample.held = held.total() + measurement.held_at_address;
  sample.lateness = std::max(microseconds(0), to_microseconds(measurement.started - eligible_at));
  judge_fitness(sample, order.fitness);
}

Measurement skipped(const SweepOrder& order, const Decision& decision) {
  Measurement measurement;
  Sample& sample = measurement.sample;
  identify(sample, order, order.plan[decision.index]);
  sample.outcome = decision.action == Decision::Action::skip_backoff ? Outcome::skipped_backoff
                                                                     : Outcome::skipped_maintenance;
  sample.side = side_of(sample.outcome);
  sample.detail = decision.detail;
  sample.held = decision.held.total();
  return measurement;
}

Measurement not_startable(std::string why, SteadyTime now) {
  Measurement measurement;
  measurement.started = now;
  measurement.sample.outcome = Outcome::probe_error;
  measurement.sample.side = side_of(Outcome::probe_error);
  measurement.sample.detail = "could not be started: " + std::move(why);
  return measurement;
}

}  // namespace portalprobe
