#pragma once

#include <string>
#include <vector>

#include "core/measurement.hpp"

namespace portalprobe {

/// A document and one resource with every field set, each to another value.
PageVisit full_visit();
/// Such as a portal's home page gives: a document and `resources` of its own and of others.
PageVisit usual_visit(int portal, int resources);

/// A page load by the network engine, with its resources.
Measurement page_load(int portal, std::uint32_t round, PageVisit visit);

}  // namespace portalprobe
