#pragma once

#include <span>
#include <string>

#include "results/sample_fields.hpp"

namespace portalprobe {

/// The fields that the table `sample` has columns for, in the order of the statements that write and read it.
std::span<const SampleField> column_fields();

/// Their names, separated by commas.
std::string column_names();

}  // namespace portalprobe
