#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/bilingual_text.hpp"
#include "core/comparison.hpp"
#include "core/expected.hpp"
#include "core/sweep_record.hpp"

namespace portalprobe {

/// A or B of a comparison, as the store's records tell of it.
struct RecordedSide {
  std::string name;                  ///< the sweep's id, or the evaluation's
  std::vector<SweepRecord> records;  ///< of all its sweeps and their shards, at least one
  bool is_evaluation = false;
};

/// Refuses, in a sentence, two sides whose values are not of one kind: the same sweep in both, an evaluation
/// and a sweep, another version of the measuring method, browsers with other profiles' figures, programs of
/// browsers that are not the same. Versions that a record does not tell are no reason.
Expected<void> check_comparable(const RecordedSide& before, const RecordedSide& after);

/// What a reader should know before believing a difference: other vantages, other versions of the browser,
/// other strata or hours, sweeps that are incomplete or were imported, unknown versions of the method.
std::vector<BilingualText> comparison_notices(const RecordedSide& before, const RecordedSide& after);

/// The vantages that both sides have; where they have none in common: empty, and all count.
std::set<std::string> common_vantages(const RecordedSide& before, const RecordedSide& after);

/// `nights`: how many the side has; 0 where values are samples.
ComparedSide compared_side(const RecordedSide& side, std::size_t nights);

}  // namespace portalprobe
