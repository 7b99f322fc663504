#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/bilingual_text.hpp"
#include "core/groups.hpp"
#include "core/points.hpp"

namespace portalprobe {

/// What one group of criteria gave one body.
struct GroupResult {
  std::optional<Points> points;      ///< absent: not known
  std::optional<PointsRange> range;  ///< what they may be, where they are in doubt
  BilingualText reason;              ///< why they are not known; empty: nobody said
  bool operator==(const GroupResult&) const = default;
};

/// What all groups gave one body.
struct BodyResults {
  std::string portal_id;
  BilingualText name;
  std::vector<GroupResult> groups;  ///< in the order of the scheme's
  bool operator==(const BodyResults&) const = default;
};

/// Why a body has no rank.
enum class NotRanked {
  points_missing,          ///< a group's points are not known
  performance_not_ranked,  ///< measuring gave no points
  under_minimum,           ///< a group's points stay under its minimum
  minimum_in_doubt,        ///< a group's points may stay under its minimum
};

/// One of the reasons why a body has no rank, and the group that it comes from.
struct Hindrance {
  NotRanked why = NotRanked::points_missing;
  std::size_t group = 0;  ///< index into the scheme's
  bool operator==(const Hindrance&) const = default;
};

/// A place among bodies whose totals may be in doubt: `first` is the best rank that it can have, `last` the
/// worst.
struct Rank {
  std::size_t first = 1;
  std::size_t last = 1;
  /// Doubt has a share in it. Otherwise `last` is beyond `first` only for bodies of the same total, which
  /// share the rank `first`.
  bool banded = false;
  /// Bodies of different tiers can always be told apart: every body of tier 1 is better than all of tier 2.
  std::size_t tier = 1;
  bool operator==(const Rank&) const = default;
};

/// Where one body stands in a whole evaluation.
struct Standing {
  BodyResults body;
  std::optional<Points> sum;         ///< of all groups, exact; absent: some are not known
  std::optional<Points> total;       ///< the sum, rounded as the scheme says
  std::optional<PointsRange> range;  ///< what the total may be, where it is in doubt; rounded
  /// The level; several, the best first: any of them may be its own. Empty: it has none, for want of points
  /// or because of a minimum.
  std::vector<std::string> levels;
  std::optional<Rank> rank;
  std::vector<Hindrance> hindrances;  ///< why it has no rank; empty for those that have one
  bool operator==(const Standing&) const = default;
};

/// Whether a level's borders are compared with the total as it is shown, or with the exact sum.
enum class LevelBasis { rounded, exact };

/// A whole evaluation.
struct Standings {
  EvaluationScheme scheme;
  LevelBasis level_basis = LevelBasis::rounded;
  std::vector<Standing> bodies;  ///< ranked ones first, the best first; then the others by id
  bool operator==(const Standings&) const = default;
};

}  // namespace portalprobe
