#pragma once

#include "core/sample.hpp"
#include "core/settings.hpp"

namespace portalprobe {

/// Marks a sample unfit that tells of us more than of the portal, adding to the reasons that it may already
/// have:
///
/// * it began later than `max_lateness`;
/// * its `error` is over the largest that is bearable: so late we acted, all in all, on what the kernel had
/// stamped in time;
/// * it has marks of which the kernel could not tell how late they are (no `error`), and the measuring thread
/// waited
///   for a processor, was throttled or did not turn for longer than that;
/// * it has marks, and the host stole longer than that: the kernel's stamps are late as well then;
/// * it ran into a time limit, and for a tenth of that time or more we ourselves stood still.
///
/// What is unknown is not held against it; the side stays: who caused the outcome is another question.
void judge_fitness(Sample& sample, const Fitness& limits);

/// The largest error that a sample of an engine bears: `max_error`, for page loads `max_page_error`.
microseconds bearable_error(EngineKind engine, const Fitness& limits);

}  // namespace portalprobe
