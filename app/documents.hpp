#pragma once

#include <tl/expected.hpp>

#include <string>
#include <vector>

#include "config/problem.hpp"
#include "core/criterion.hpp"
#include "core/groups.hpp"

namespace portalprobe {

/// The criterion that is taken where nobody names one.
inline constexpr const char* kUsualCriterion = "level-a-2023";

/// Prints every problem; the exit code for it.
tl::unexpected<int> explained(const std::vector<Problem>& problems);

/// A criterion, a scheme of groups: of a file, or a shipped one by its name. Prints what is wrong, and which
/// names there are, and gives the exit code for it.
tl::expected<Criterion, int> criterion_or_explain(const std::string& path);
tl::expected<EvaluationScheme, int> scheme_or_explain(const std::string& path);

}  // namespace portalprobe
