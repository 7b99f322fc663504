#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "core/sample.hpp"

namespace portalprobe {

/// The phases of a request as blackbox_exporter divides it.
inline constexpr std::array<std::string_view, 5> kPrometheusPhases = {"resolve", "connect", "tls",
                                                                      "processing", "transfer"};

/// How long each took, summed over redirects. Absent: it never ran, or its beginning is not known.
std::array<std::optional<microseconds>, kPrometheusPhases.size()> prometheus_phases(const Sample& sample);

/// The look-up of the first name that was asked for; absent: none was looked up.
std::optional<microseconds> first_lookup(const Sample& sample);

/// How long the measurement took: up to the last byte, of a page up to its load, of one that came to no end
/// until it was given up. Absent: nobody can tell.
std::optional<microseconds> prometheus_duration(const Sample& sample);

}  // namespace portalprobe
