#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/sweep_record.hpp"
#include "results/store.hpp"

namespace portalprobe {

/// The readings as a JSON array of objects: `at` and what is known of `synchronised`, `offset_us`,
/// `estimated_error_us`, `max_error_us`, `stepped_us`.
std::string clock_json(const std::vector<ClockReading>& readings);
/// What `clock_json` writes; what is no reading is left out.
std::vector<ClockReading> clock_from(std::string_view json);

/// By mark, an object of `samples`, `bias_us`, `p50_us`, `p99_us`, `max_us`.
std::string instrument_json(const std::map<std::string, MarkError>& marks);
/// What `instrument_json` writes; what is no mark's error is left out.
std::map<std::string, MarkError> instrument_from(std::string_view json);

/// By portal, an object of what the sweep put on it.
std::string load_json(const std::map<std::string, PortalLoad>& load);

/// A sweep's record in full, as one JSON object without a line break; `counts` are its samples', `emc` is
/// what they say of the EMC tag, in JSON. What is unknown is left out, but for `ended_at` and
/// `clock_synchronised`, which are null.
std::string sweep_json(const SweepRecord& record, const SampleCounts& counts, std::string_view emc = "null");

}  // namespace portalprobe
