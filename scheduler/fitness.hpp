#pragma once

#include "core/sample.hpp"
#include "core/settings.hpp"

namespace portalprobe {

/// Marks a sample unfit whose lateness or error is over its limit, adding to the reasons that it may already
/// have. What is unknown is not held against it; the side stays: who caused the outcome is another question.
void judge_fitness(Sample& sample, const Fitness& limits);

}  // namespace portalprobe
