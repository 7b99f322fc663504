#pragma once

#include "core/comparison.hpp"
#include "core/language.hpp"
#include "report/data_table.hpp"

namespace portalprobe {

/// A comparison as tables for spreadsheets. Times are seconds, with all microseconds; p-values are rounded up
/// to six decimal places, so that none becomes 0. A value that is slower than any limit is a word.

/// A row for each line, with all its figures.
DataTable comparison_lines_data(const Comparison& comparison, Language language);
/// A row for each portal, a column for each metric.
DataTable comparison_portals_data(const Comparison& comparison, Language language);
/// What was compared, and what to know of it.
DataTable comparison_notices_data(const Comparison& comparison, Language language);

}  // namespace portalprobe
