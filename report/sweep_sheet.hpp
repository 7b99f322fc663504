#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/sweep_record.hpp"
#include "report/outcome_counts.hpp"

namespace portalprobe {

/// What is wrong with a sweep's clock, in a few words: "clock not synchronised", "clock set by 3600.000 s"
/// (the largest step), or both; empty: nothing that is known.
std::string clock_mark(const std::vector<ClockReading>& readings);

/// "complete", "incomplete", "not ended" or "imported", and the clock's mark if there is one.
std::string state_text(const SweepRecord& record);

/// A sweep's record for people: what was asked, what came, what the vantage was like, how far the instrument
/// was off, and what the sweep put on each portal. `outcomes` and `unfit` are of all its samples. For a
/// terminal of `width` cells; 0: as wide as it gets.
std::string sweep_sheet(const SweepRecord& record, const OutcomeCounts& outcomes, std::uint64_t unfit,
                        std::size_t width = 0);

}  // namespace portalprobe
