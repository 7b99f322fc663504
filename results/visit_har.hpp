#pragma once

#include <string>

#include "core/page_visit.hpp"
#include "core/sample.hpp"

namespace portalprobe {

/// One visit as a HAR of its own, secrets redacted; of a page with very many requests the first 4 MiB.
/// `version`: of this program.
std::string visit_har(const Sample& sample, const PageVisit& visit, const std::string& version);

}  // namespace portalprobe
