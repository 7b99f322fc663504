#pragma once

#include "scheduler/admission.hpp"
#include "scheduler/sweep.hpp"

namespace portalprobe {

/// Fills in who, what and when, as planned: what makes the sample's key.
void identify(Sample& sample, const SweepOrder& order, const PlannedMeasurement& planned);

void identify(Sample& sample, const SweepOrder& order, const Portal& portal,
              const PlannedMeasurement& planned);

/// Fills in what only the scheduler knows of a measurement that an engine ran: identity, held, lateness,
/// fitness.
void complete(Measurement& measurement, const SweepOrder& order, const PlannedMeasurement& planned,
              SteadyTime eligible_at, const Held& held);
/// The same for a portal that is not among the order's.
void complete(Measurement& measurement, const SweepOrder& order, const Portal& portal,
              const PlannedMeasurement& planned, SteadyTime eligible_at, const Held& held);

/// The sample of a measurement that was not sent.
Measurement skipped(const SweepOrder& order, const Decision& decision);

/// The sample of a measurement that the engine refused to start.
Measurement not_startable(std::string why, SteadyTime now);

}  // namespace portalprobe
