#pragma once

#include "core/expected.hpp"
#include "core/score_card.hpp"
#include "scoring/evidence.hpp"

namespace portalprobe {

/// What one vantage's samples of a line come to under one reading: figures of every segment, and one verdict.
/// A portal that answered from another host in more than half of them is judged by none. Pure.
Expected<VantageResult> judge_vantage(const Evidence& evidence, const EvidenceLine& line, std::size_t reading,
                                      std::size_t vantage, bool with_excluded);

}  // namespace portalprobe
