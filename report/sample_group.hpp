#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/sample.hpp"

namespace portalprobe {

/// Samples that say the same thing again: they differ in their round only. Never empty; points into the
/// caller's samples.
using SampleGroup = std::vector<const Sample*>;
using Durations = std::vector<microseconds>;

/// In the order of each group's first sample.
std::vector<SampleGroup> groups_of(std::span<const Sample> samples);

/// Those whose durations mean something together: `ok` and fit, or all of them where none is.
SampleGroup worth_timing(const SampleGroup& group);

/// The parts that are not empty.
std::string joined(const std::vector<std::string>& parts, std::string_view separator);

/// The first three different values that a group's samples have, parted by " | "; empty ones do not count.
std::string distinct(const SampleGroup& group, const std::function<std::string(const Sample&)>& value);

/// Of the samples that have one.
Durations durations_of(const SampleGroup& group,
                       const std::function<std::optional<microseconds>(const Sample&)>& value);

}  // namespace portalprobe
