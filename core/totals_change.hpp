#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/bilingual_text.hpp"
#include "core/standing.hpp"

namespace portalprobe {

/// What became of one group's points, where both evaluations have that group with as many points to give.
struct GroupChange {
  std::string group;  ///< id
  Points change;      ///< later minus earlier
  bool operator==(const GroupChange&) const = default;
};

/// One body in two evaluations. A change is later minus earlier and absent where it would mean nothing; what
/// is absent in one evaluation is shown of the other.
struct BodyChange {
  std::optional<Standing> before;  ///< absent: it was not there
  std::optional<Standing> after;
  std::optional<Points> total;  ///< change of the totals as they are shown, so that anybody can check it
  std::optional<PointsRange> total_range;  ///< what it may be, where a total is in doubt
  std::vector<GroupChange> groups;
  std::optional<int> levels;  ///< how many levels it rose (negative: fell); absent where a level is in doubt
  std::optional<int> ranks;   ///< how many ranks it rose; absent where a rank is a band

  /// Where it stands in the later evaluation, or stood in the earlier one. It is in one of them.
  const Standing& latest() const { return after ? *after : *before; }
  bool operator==(const BodyChange&) const = default;
};

/// Two evaluations, body by body. Where their criteria differ, figures stand side by side and nothing is
/// subtracted.
struct TotalsChange {
  EvaluationScheme before;
  EvaluationScheme after;
  std::vector<BilingualText> differences;  ///< in what the evaluations differ, in sentences
  bool totals_compare = true;              ///< the same groups with the same points
  bool levels_compare = true;              ///< and the same levels, found in the same way
  bool ranks_compare = true;               ///< and the same minimums and the same bodies
  std::vector<BodyChange> bodies;          ///< in the later evaluation's order; then those that are gone
  bool operator==(const TotalsChange&) const = default;
};

}  // namespace portalprobe
