#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "config/csv.hpp"
#include "config/problem.hpp"
#include "core/groups.hpp"

namespace portalprobe {

/// Which column of a published table holds what.
struct PublicationColumns {
  std::optional<std::size_t> block;
  std::optional<std::size_t> bodies;
  std::optional<std::size_t> mean;
  std::vector<std::optional<std::size_t>> levels;  ///< in the order of the scheme's
};

/// Finds the columns by their headings, however they are capitalised: each level by its name (`A`, `Mức A`),
/// `block` (`khối`, `name`), `bodies` (`số lượng`), `mean` (`trung bình`). A level's name comes first: of a
/// scheme with a level "Trung bình" such a column holds its bodies. Running numbers and notes are passed
/// over; any other column is a problem, since it may be a level that is misspelt or of another scheme.
PublicationColumns publication_columns(const CsvTable& table, const EvaluationScheme& scheme,
                                       std::vector<Problem>& problems);

}  // namespace portalprobe
