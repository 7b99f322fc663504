#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/bilingual_text.hpp"
#include "core/evaluation.hpp"
#include "core/expected.hpp"
#include "core/sweep_record.hpp"
#include "scoring/score_order.hpp"

namespace portalprobe {

/// The sweeps that are judged together, and what to know of them.
struct SweepChoice {
  std::vector<ScoredSweep> sweeps;     ///< oldest first; the shards of one are one
  std::string method;                  ///< empty: not known
  std::vector<BilingualText> notices;  ///< in sentences
};

/// By how much local time was ahead of UTC at a moment.
using UtcOffset = std::function<microseconds(WallTime)>;

/// One sweep, for a technical result. `records` holds all its shards, and may hold others.
SweepChoice choose_for_sweep(std::span<const SweepRecord> records, const std::string& id,
                             const UtcOffset& offset);

/// Those that an evaluation was sealed into. The error names sweeps that cannot be judged together (other
/// methods, other profiles, other vantages), or says why there is none. Pure.
Expected<SweepChoice> choose_for_evaluation(std::span<const SweepRecord> records,
                                            const Evaluation& evaluation, const UtcOffset& offset);

}  // namespace portalprobe
