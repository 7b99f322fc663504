#pragma once

#include <cstdint>

namespace portalprobe {

/// One unit of the benchmark's work, always the same: hashing, arithmetic, and reading memory in an order
/// that cannot be foreseen. Gives a number that only the whole work gives.
std::uint64_t do_benchmark_work();

/// How many units of that work one processor does in a second: the best of several short runs, so that a
/// neighbour who takes the processor for a moment does not count. Takes about 40 ms, and on a machine
/// however slow no more than one run after that.
std::uint64_t processor_benchmark();

}  // namespace portalprobe
