#pragma once

#include <tl/expected.hpp>

#include <span>
#include <string>
#include <vector>

#include "config/csv.hpp"
#include "config/group_points_columns.hpp"
#include "config/problem.hpp"
#include "core/groups.hpp"
#include "core/standing.hpp"

namespace portalprobe {

struct GroupPoints {
  /// In the order of the portals that were asked for, without names. Where performance is measured its points
  /// are left open, for whoever measured it.
  std::vector<BodyResults> bodies;
  char decimal_mark = '\0';  ///< what the file's numbers have before decimals; NUL: they do not tell
};

/// The points of a whole evaluation's criteria groups: one row for each portal, one column for each group.
///
/// A number that can be read in two ways (1,234) is read as all others of the file are written, if these show
/// one decimal mark and never the other; else it is a problem: nothing is guessed. An empty cell says that
/// the points are not known, and its body will not be ranked. Problems, each with its place: portals that are
/// missing, doubled or not among `portal_ids`; points that are negative, more than the group has to give, or
/// no number; formulas.
///
/// At most 100 problems are given. `scheme` holds together: see CriteriaGroup.
tl::expected<GroupPoints, std::vector<Problem>> read_group_points(
    const CsvTable& table, const EvaluationScheme& scheme, std::span<const std::string> portal_ids,
    PerformancePoints performance = PerformancePoints::measured);

}  // namespace portalprobe
