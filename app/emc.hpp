#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/portal.hpp"
#include "report/emc_report.hpp"
#include "results/store.hpp"

namespace portalprobe {

/// The systems that a configuration names.
std::vector<EmcSystem> emc_systems(std::span<const Portal> portals);
/// The same from a sweep's record (`config_json`); what is not understood is left out.
std::vector<EmcSystem> emc_systems_in(std::string_view config_json);

/// What a stored sweep says of the EMC tag; none: it loaded no pages and looked at no systems.
Expected<std::optional<EmcReport>> emc_of(Store& store, const std::string& sweep_id,
                                          std::vector<EmcSystem> systems);

/// One JSON object without a line break; `null` where there is no report.
std::string emc_json(const std::optional<EmcReport>& report);

}  // namespace portalprobe
