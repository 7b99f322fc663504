#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/bilingual_text.hpp"

namespace portalprobe {

/// One group of criteria of a whole evaluation, such as functions or performance.
struct CriteriaGroup {
  std::string id;
  BilingualText title;
  double points = 0;              ///< the most that a body can get, more than 0
  std::optional<double> minimum;  ///< in points; a body under it is not ranked
  bool is_performance = false;    ///< its points come from measurements
  bool operator==(const CriteriaGroup&) const = default;
};

/// One level of the total, half-open: `from` <= total < the next one's.
struct Level {
  std::string name;
  double from = 0;  ///< in points
  bool operator==(const Level&) const = default;
};

/// What becomes of the digits that are not kept.
enum class Rounding { half_up, half_even, down };

/// How a whole evaluation adds up: groups, levels, rounding.
struct EvaluationScheme {
  std::string id;
  BilingualText title;
  BilingualText source;  ///< the document that the figures come from
  std::vector<CriteriaGroup> groups;
  std::vector<Level> levels;  ///< the best first
  int digits = 2;             ///< decimal places that totals keep
  Rounding rounding = Rounding::half_up;
  bool operator==(const EvaluationScheme&) const = default;
};

}  // namespace portalprobe
