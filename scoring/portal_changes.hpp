#pragma once

#include "core/comparison.hpp"

namespace portalprobe {

/// Fills in what the lines of each portal come to, by metric and in all: `better` where some are better and
/// none is worse (likewise `worse`), `mixed` where there are both, `unchanged` where none differs and at
/// least one was decided.
void add_portal_changes(Comparison& comparison);

}  // namespace portalprobe
