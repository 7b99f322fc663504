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

/// What a sweep under this configuration looks at: its portals' other systems and, where pages are loaded,
/// those.
std::vector<EmcDocument> emc_documents(std::span<const Portal> portals, bool pages_are_loaded);
/// The same from a sweep's record (`config_json`); what is not understood is left out.
std::vector<EmcDocument> emc_documents_in(std::string_view config_json);

/// What a stored sweep says of the EMC tag; none: it loaded no pages and looked at no systems.
Expected<std::optional<EmcReport>> emc_of(Store& store, const std::string& sweep_id,
                                          std::vector<EmcDocument> expected);

/// One JSON object without a line break; `null` where there is no report.
std::string emc_json(const std::optional<EmcReport>& report);

}  // namespace portalprobe
