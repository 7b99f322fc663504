#pragma once

#include "core/language.hpp"
#include "core/standing.hpp"
#include "report/data_table.hpp"

namespace portalprobe {

/// A whole evaluation as a table for spreadsheets, a row for each body. What is in doubt has two cells,
/// lowest and highest; what is certain has the same in both. Cells of what is not known are empty.
DataTable ranking_data(const Standings& standings, Language language);

}  // namespace portalprobe
