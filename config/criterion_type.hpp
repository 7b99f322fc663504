#pragma once

#include "config/type.hpp"
#include "core/criterion.hpp"
#include "core/groups.hpp"

namespace portalprobe {

/// A file by which samples are judged, and one by which groups add up: its table.
struct CriterionFile : Criterion {
  int version = 1;                ///< of the format
  std::optional<double> written;  ///< `points`, where it is written
};
struct SchemeFile : EvaluationScheme {
  int version = 1;
  std::optional<double> written;
};

/// Each is made once. Contradictions are reported as the file is read.
const Type<CriterionFile>& criterion_type();
const Type<SchemeFile>& scheme_type();

/// Reports items of a list with an `id` (or another key) that one before them has; `what` is one of them.
void check_unique(Reader& reader, const YamlNode& map, std::string_view list, std::string_view key,
                  std::string_view what);

/// Reports a written sum that is not the sum. Points are written with a few decimal places: a difference
/// below their last one is none.
void check_sum(Reader& reader, const YamlNode& map, const std::optional<double>& written, double sum,
               std::string_view of);

}  // namespace portalprobe
