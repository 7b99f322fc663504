#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/csv.hpp"
#include "config/problem.hpp"
#include "core/groups.hpp"

namespace portalprobe {

/// Where the performance group's points come from.
enum class PerformancePoints {
  measured,  ///< from samples: the file must not have them, so that two figures never compete
  in_file,   ///< from the file like the others: an earlier evaluation, as it was published
};

/// Which column of a table holds what.
struct GroupPointsColumns {
  std::optional<std::size_t> portal_id;
  std::vector<std::optional<std::size_t>> groups;  ///< in the order of the scheme's
};

/// Finds the columns by their headings, however they are capitalised: `portal_id` (also `id`, `mã`), each
/// group by its id or its title in either language. Columns for names, notes and running numbers are passed
/// over; any other one is a problem, since it may be a group that is misspelt or of another scheme.
GroupPointsColumns group_points_columns(const CsvTable& table, const EvaluationScheme& scheme,
                                        PerformancePoints performance, std::vector<Problem>& problems);

}  // namespace portalprobe
