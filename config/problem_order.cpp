#include "config/problem_order.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace portalprobe {

std::vector<Problem> in_file_order(std::vector<Problem> problems) {
  const auto place = [](const Problem& problem) {
    return std::pair(problem.line == 0 ? std::numeric_limits<int>::max() : problem.line, problem.column);
  };
  std::ranges::stable_sort(problems, {}, place);
  if (problems.size() > kMostTableProblems) problems.resize(kMostTableProblems);
  return problems;
}

}  // namespace portalprobe
