#pragma once

#include "core/expected.hpp"
#include "core/score_card.hpp"
#include "scoring/evidence.hpp"

namespace portalprobe {

/// The verdict on one line under one reading: of each vantage that measured it, and of all together. With
/// `with_excluded`, as if nothing had been excluded. The error is that of `judge_nights`. Pure.
Expected<ReadingResult> judge_reading(const Evidence& evidence, const EvidenceLine& line, std::size_t reading,
                                      bool with_excluded);

}  // namespace portalprobe
