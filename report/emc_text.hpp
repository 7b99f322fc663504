#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "report/emc_report.hpp"

namespace portalprobe {

/// absent, text, active, unknown
std::string_view emc_level_text(std::optional<int> level);

/// A line that counts the bodies, and one for the site ids that several systems have, if there are.
std::string emc_summary(const EmcReport& report);

/// A table of the bodies and their systems, and the site ids that several systems have. For a terminal of
/// `width` cells; 0: as wide as it gets.
std::string emc_sheet(const EmcReport& report, std::size_t width = 0);

}  // namespace portalprobe
