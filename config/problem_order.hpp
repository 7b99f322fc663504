#pragma once

#include <vector>

#include "config/problem.hpp"

namespace portalprobe {

/// So many problems of a table are told: a person reads no more.
inline constexpr std::size_t kMostTableProblems = 100;

/// A table's problems in the order of the file, as many as are told; those without a line, which concern the
/// file as a whole, come last.
std::vector<Problem> in_file_order(std::vector<Problem> problems);

}  // namespace portalprobe
