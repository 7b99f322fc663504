#pragma once

#include "core/language.hpp"
#include "core/totals_change.hpp"
#include "report/data_table.hpp"

namespace portalprobe {

/// Two evaluations side by side as a table for spreadsheets, with the changes of groups. Cells of what cannot
/// be compared are empty.
DataTable totals_change_data(const TotalsChange& change, Language language);

}  // namespace portalprobe
