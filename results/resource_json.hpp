#pragma once

#include <string>

#include "core/page_visit.hpp"

namespace portalprobe {

/// A page load's resources as a JSON array of objects; absent fields are left out.
void append_resources(std::string& out, const PageVisit& visit);

}  // namespace portalprobe
