#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "results/sqlite_db.hpp"

namespace portalprobe {

/// Rows of the table of samples, by their numbers, both inclusive. Numbers are given out from 1, in the order
/// in which samples are stored.
struct RowSpan {
  std::int64_t low = 1;
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
  bool operator==(const RowSpan&) const = default;
};

/// Where the samples of these sweeps are, theirs and perhaps others': apart from each other, in order.
Expected<std::vector<RowSpan>> spans_of_sweeps(Database& database, const std::vector<std::int64_t>& sweeps);

}  // namespace portalprobe
