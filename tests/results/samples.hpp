#pragma once

#include <string>
#include <vector>

#include "core/measurement.hpp"
#include "core/sweep_record.hpp"

namespace portalprobe {

inline constexpr const char* kSweepId = "20261120T150000Z-0123456789ab";

/// A sample with nothing set that may be absent.
Sample bare_sample(const std::string& portal = "ha-noi", std::uint32_t round = 0);
/// A sample with every field set, each to another value.
Sample full_sample();
/// Such as a healthy portal gives: what the figures are taken with.
Sample usual_sample(int portal, std::uint32_t round);

Measurement measurement(Sample sample);
std::vector<Measurement> measurements(const std::vector<Sample>& samples);

SweepRecord sweep_record(const std::string& id = kSweepId, Shard shard = {});

}  // namespace portalprobe
