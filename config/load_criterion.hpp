#pragma once

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <vector>

#include "config/problem.hpp"
#include "core/criterion.hpp"
#include "core/groups.hpp"

namespace portalprobe {

class Reader;

/// Reads a file that says by what samples are judged (docs/criteria.md), and checks all of it. Gives every
/// problem found, in the order of lines. Bounded in time and memory for any input; throws nothing but
/// bad_alloc. Shipped ones are read by their names alone (`level-a-2023`), too.
tl::expected<Criterion, std::vector<Problem>> load_criterion(const std::string& path);

/// The same of a file that says how groups of criteria add up to levels; shipped are `2023` and `2024`.
tl::expected<EvaluationScheme, std::vector<Problem>> load_scheme(const std::string& path);

/// The same for those who read it beside other files: problems go to the reader. Absent where there was one.
std::optional<Criterion> read_criterion(Reader& reader, const std::string& path);

}  // namespace portalprobe
