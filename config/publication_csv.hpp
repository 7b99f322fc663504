#pragma once

#include <tl/expected.hpp>

#include <vector>

#include "config/csv.hpp"
#include "config/problem.hpp"
#include "core/groups.hpp"
#include "core/publication.hpp"

namespace portalprobe {

/// A published table and where its rows stand in the file.
struct PublishedTable {
  Publication publication;
  std::vector<int> lines;  ///< of the blocks
  int line_of_all = 0;     ///< 0: there is no row of all bodies
};

/// A table of blocks, as evaluations are published: one row for each block, and perhaps one named `all` (also
/// `total`, `tổng`, `toàn quốc`) for the whole; columns as `publication_columns` finds them. An empty cell:
/// the publication does not say.
///
/// A number that can be read in two ways (1.000) is read as the others of the file are written; where they do
/// not show that, as the only one that can be: a count is whole, a mean no more than the scheme's points.
/// Else it is a problem: nothing is guessed. Problems, each with its place: blocks without a name or named
/// twice, counts and means that are none, formulas.
///
/// At most 100 problems are given, and at most 1,000 blocks taken. `scheme` holds together: see Level.
tl::expected<PublishedTable, std::vector<Problem>> read_publication(const CsvTable& table,
                                                                    const EvaluationScheme& scheme);

}  // namespace portalprobe
