#pragma once

#include <tl/expected.hpp>

#include <vector>

#include "config/csv.hpp"
#include "config/problem.hpp"
#include "core/portal.hpp"

namespace portalprobe {

struct RegisterImport {
  std::vector<Portal>
      portals;  ///< as the file has them; hosts and default actions are the configuration's business
  std::vector<Problem> warnings;  ///< what was left out: columns that mean nothing to us
};

/// Makes portals of a table, one row for each page or action. Rows with the same id are one portal: its own
/// columns may be empty from the second row on, or must say the same. A portal without an id gets the slug of
/// its name. Cells are cleaned of what copying brings along (line breaks, doubled and hard spaces, zero-width
/// characters) and refused if they hold control characters or `${`, which would read secrets. Gives every
/// problem found, in the order of the file.
tl::expected<RegisterImport, std::vector<Problem>> import_register(const CsvTable& table);

}  // namespace portalprobe
