#pragma once

#include <string>
#include <vector>

#include "core/block_table.hpp"
#include "core/portal.hpp"

namespace portalprobe {

/// The blocks that a portal belongs to, each once: one, or as many as its targets have tags. An empty label
/// stands for what the register leaves open, also for a deployment that is `unknown`.
std::vector<std::string> block_labels(const Portal& portal, Grouping by);

}  // namespace portalprobe
